package proxy

import (
	"slices"

	"metergate/internal/conf"
)

// A Userlist is a section userlist: who may say who he is, and in which groups he is.
type Userlist struct {
	Name  string
	users map[string]*member
}

// An member is a user. It has a password, hashed or plain; an empty one lets nobody in.
type member struct {
	name, password string
	hashed         bool
	groups         []string
}

// user returns the user of a name if the password is his, or nil.
func (l *Userlist) user(lane *lane, name, password []byte) *member {
	u := l.users[string(name)]
	if u == nil || u.password == "" || !lane.passwords.check(u, password) {
		return nil
	}
	return u
}

// userlists makes those of the configuration.
func (c *compiler) userlists() {
	for s := range c.file.Each("userlist") {
		c.g.userlists[s.Name] = c.userlist(s)
	}
}

func (c *compiler) userlist(s *conf.Section) *Userlist {
	l := &Userlist{Name: s.Name, users: map[string]*member{}}
	groups := map[string]bool{}
	for _, line := range dirUser.All(s.Bag) {
		v := line.Value
		if l.users[v.name] != nil {
			c.warn(line.Pos, conf.Loose, "ignoring duplicated user '%s' in userlist '%s'.", v.name, s.Name)
			continue
		}
		l.users[v.name] = &member{name: v.name, password: v.password, hashed: v.hashed, groups: v.groups}
	}
	for _, line := range dirGroup.All(s.Bag) {
		v := line.Value
		if groups[v.name] {
			c.warn(line.Pos, conf.Loose, "ignoring duplicated group '%s' in userlist '%s'.", v.name, s.Name)
			continue
		}
		groups[v.name] = true
		for _, name := range v.users {
			u := l.users[name]
			if u == nil {
				c.alert(line.Pos, conf.Loose, "userlist '%s': no such user '%s' specified in group '%s'", s.Name, name, v.name)
				continue
			}
			if !slices.Contains(u.groups, v.name) {
				u.groups = append(u.groups, v.name)
			}
		}
	}
	for _, line := range dirUser.All(s.Bag) {
		for _, g := range line.Value.groups {
			if !groups[g] {
				c.alert(line.Pos, conf.Loose, "userlist '%s': no such group '%s' specified in user '%s'", s.Name, g, line.Value.name)
			}
		}
	}
	return l
}
