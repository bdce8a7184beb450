package proxy

import (
	"metergate/internal/conf"
	"metergate/internal/netio"
)

// BindOptions returns what a bind line says of its socket, for those that serve no frontend.
func BindOptions(b *conf.Bag) (netio.ListenOpts, error) {
	uid, err := owner(b, bindUID, bindUser, lookupUser)
	if err != nil {
		return netio.ListenOpts{}, err
	}
	gid, err := owner(b, bindGID, bindGroup, lookupGroup)
	if err != nil {
		return netio.ListenOpts{}, err
	}
	return netio.ListenOpts{
		Name:    bindName.Or(b, ""),
		Backlog: int(bindBacklog.Or(b, 0)),
		V6Only:  bindV6Only.Or(b, false),
		Mode:    bindMode.Or(b, 0),
		UID:     uid,
		GID:     gid,
	}, nil
}
