package proxy

import (
	"fmt"

	"metergate/internal/conf"
)

// A unixBind is what holds for the Unix sockets of all bind lines.
type unixBind struct {
	prefix string
	bag    *conf.Bag
}

var dirUnixBind = conf.Scalar(conf.Spec{
	Name: "unix-bind", In: conf.Global, Usage: "unix-bind [prefix <path>] [mode <octal>] [user <name>] [uid <number>] [group <name>] [gid <number>]",
	Help: "What stands before the paths of Unix sockets of bind lines, and the rights that they have when their line gives none.",
}, parseUnixBind)

func parseUnixBind(a *conf.Args) (unixBind, error) {
	var u unixBind
	var words []string
	for !a.Done() {
		switch word := a.Next().Text; word {
		case "prefix":
			var err error
			if u.prefix, err = a.Text("a path"); err != nil {
				return u, err
			}
		case "mode", "user", "uid", "group", "gid":
			value, err := a.Text("a value behind '" + word + "'")
			if err != nil {
				return u, err
			}
			words = append(words, word, value)
		default:
			return u, fmt.Errorf("'unix-bind' only supports the 'prefix', 'mode', 'user', 'uid', 'group' and 'gid' options, not '%s'.", word)
		}
	}
	var err error
	if u.bag, err = conf.ParseOptions(a.Section(), conf.BindLine, words, nil); err != nil {
		return u, err
	}
	_, _, err = owner(u.bag)
	return u, err
}

// rights returns the mode and the owner of the socket of an address.
func (l *Listener) rights() (mode uint32, uid, gid int, err error) {
	mode = bindMode.Or(l.Bag, 0)
	if uid, gid, err = socketOwner(l.Addr, l.Bag); err != nil || l.Addr.Family != conf.Unix {
		return mode, uid, gid, err
	}
	common := dirUnixBind.Or(l.Front.gateway.Global.Bag, unixBind{}).bag
	if mode == 0 {
		mode = bindMode.Or(common, 0)
	}
	user, group, err := owner(common)
	if uid < 0 {
		uid = user
	}
	if gid < 0 {
		gid = group
	}
	return mode, uid, gid, err
}
