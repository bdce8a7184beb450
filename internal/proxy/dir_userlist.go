package proxy

import (
	"fmt"
	"strings"

	"metergate/internal/conf"
)

func init() {
	conf.DeclareSection(conf.SectionKind{
		Kind: "userlist", In: conf.Userlist, Name: conf.MustName, Help: "Users with their passwords and groups, for http_auth.",
	})
}

// The lines of a section userlist.
var (
	dirUser = conf.List(conf.Spec{
		Name: "user", In: conf.Userlist, Usage: "user <name> [password <hash> | insecure-password <text>] [groups <group>[,<group>]...]",
		Help: "A user. A hash is one of crypt's: bcrypt ($2y$ and its like), $6$, $5$ or $1$; without password nobody can be the user.",
	}, parseUser)
	dirGroup = conf.List(conf.Spec{
		Name: "group", In: conf.Userlist, Usage: "group <name> [users <user>[,<user>]...]",
		Help: "A group, and the users in it.",
	}, parseGroup)
)

// A userLine is what a user line says.
type userLine struct {
	name, password string
	hashed         bool
	groups         []string
}

// A groupLine is what a group line says.
type groupLine struct {
	name  string
	users []string
}

func parseUser(a *conf.Args) (u userLine, err error) {
	if a.Done() {
		return u, fmt.Errorf("'user' expects <name> as arguments.")
	}
	u.name = a.Next().Text
	for !a.Done() {
		switch option := a.Next().Text; option {
		case "password", "insecure-password":
			u.password, u.hashed = a.Next().Text, option == "password"
			if u.hashed && !knownHash(u.password) {
				return u, fmt.Errorf("the password of user '%s' is no hash of a kind that is known: expects $2y$, $6$, $5$ or $1$.", u.name)
			}
		case "groups":
			u.groups = names(a.Next().Text)
		default:
			return u, fmt.Errorf("'user' only supports 'password', 'insecure-password' and 'groups' options.")
		}
	}
	return u, nil
}

func parseGroup(a *conf.Args) (g groupLine, err error) {
	if a.Done() {
		return g, fmt.Errorf("'group' expects <name> as arguments.")
	}
	g.name = a.Next().Text
	for !a.Done() {
		if !a.Accept("users") {
			return g, fmt.Errorf("'group' only supports the 'users' option.")
		}
		g.users = names(a.Next().Text)
	}
	return g, nil
}

// names splits a list at commas.
func names(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
}
