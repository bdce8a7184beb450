package proxy

import (
	"metergate/internal/conf"
	"metergate/internal/netio"
)

// BindOptions returns what a bind line says of the socket of an address, for those that serve no frontend.
func BindOptions(a conf.Addr, b *conf.Bag) (netio.ListenOpts, error) {
	uid, gid, err := socketOwner(a, b)
	return netio.ListenOpts{
		Name:    bindName.Or(b, ""),
		Backlog: int(bindBacklog.Or(b, 0)),
		V6Only:  bindV6Only.Or(b, false),
		Mode:    bindMode.Or(b, 0),
		UID:     uid,
		GID:     gid,
	}, err
}
