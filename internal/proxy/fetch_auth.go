package proxy

import (
	"bytes"
	"encoding/base64"
	"strings"

	"metergate/internal/http1"
	"metergate/internal/sample"
)

func init() {
	list := []sample.Arg{{Name: "userlist", Kind: sample.ArgUserlist}}
	sample.RegisterFetch(
		sample.Fetch{
			Name: "http_auth", Args: list, Out: sample.Bool, Needs: sample.ReqHead, Help: "True when the request names a user of the list with the right password.",
			Get: onRequest(func(s *Stream, a sample.Args) (sample.Value, bool) {
				return sample.BoolOf(s.user(a[0].Ref.(*Userlist)) != nil), true
			}),
		},
		sample.Fetch{
			Name: "http_auth_group", Args: list, Out: sample.Str, Needs: sample.ReqHead,
			Help: "The user of the list that the request names with the right password; in an ACL the groups that he is in.",
			Get:  authGroup,
		},
		authFetch("http_auth_type", "How the client says who it is, as the request has it: Basic, Bearer.", func(s *Stream) ([]byte, bool) {
			kind, _, ok := s.credentials(s.authField())
			return kind, ok
		}),
		authFetch("http_auth_user", "The user that the request names.", func(s *Stream) ([]byte, bool) {
			name, _, ok := s.basic()
			return name, ok
		}),
		authFetch("http_auth_pass", "The password that the request has.", func(s *Stream) ([]byte, bool) {
			_, password, ok := s.basic()
			return password, ok
		}),
		sample.Fetch{
			Name: "http_auth_bearer", Args: []sample.Arg{{Name: "header", Kind: sample.ArgStr, Optional: true}}, Out: sample.Str, Needs: sample.ReqHead,
			Help: "The token of a Bearer authorization, in the field of that name if one is given.",
			Get: onRequest(func(s *Stream, a sample.Args) (sample.Value, bool) {
				field := s.authField()
				if a.Has(0) && a.Str(0) != "" {
					field = strings.ToLower(a.Str(0))
				}
				kind, token, ok := s.credentials(field)
				return sample.StrOf(token), ok && bytes.EqualFold(kind, []byte("bearer"))
			}),
		},
	)
}

func authFetch(name, help string, get func(s *Stream) ([]byte, bool)) sample.Fetch {
	return sample.Fetch{
		Name: name, Out: sample.Str, Needs: sample.ReqHead, Help: help,
		Get: onRequest(func(s *Stream, _ sample.Args) (sample.Value, bool) {
			text, ok := get(s)
			return sample.StrOf(text), ok
		}),
	}
}

// authGroup gives the user's name, or to an ACL one of his groups after the other.
func authGroup(cx *sample.Ctx, a sample.Args) (sample.Value, bool) {
	s := streamOf(cx)
	if s == nil || s.head() == nil {
		return sample.Value{}, false
	}
	u := s.user(a[0].Ref.(*Userlist))
	switch {
	case u == nil:
		return sample.Value{}, false
	case !cx.Iter.On:
		return sample.StringOf(u.name), true
	case cx.Iter.Pos >= len(u.groups):
		return sample.Value{}, false
	}
	group := u.groups[cx.Iter.Pos]
	cx.Iter.Pos++
	cx.Iter.More = cx.Iter.Pos < len(u.groups)
	return sample.StringOf(group), true
}

// user returns the user of a list whose name and password the request has, or nil.
func (s *Stream) user(l *Userlist) *member {
	name, password, ok := s.basic()
	if !ok {
		return nil
	}
	return l.user(s.lane, name, password)
}

// authField is the field in which a client says who it is.
func (s *Stream) authField() string {
	if s.req.Form == http1.FormAbsolute {
		return "proxy-authorization"
	}
	return "authorization"
}

// credentials splits a field into the kind of authorization and what it takes.
func (s *Stream) credentials(field string) (kind, rest []byte, ok bool) {
	value, _ := s.req.Get(field)
	kind, rest, ok = bytes.Cut(value, []byte(" "))
	rest = bytes.TrimLeft(rest, " ")
	return kind, rest, ok && len(rest) > 0
}

// basic gives the name and the password of a Basic authorization. They live in the arena of the stream.
func (s *Stream) basic() (name, password []byte, ok bool) {
	kind, encoded, ok := s.credentials(s.authField())
	if !ok || !bytes.EqualFold(kind, []byte("basic")) {
		return nil, nil, false
	}
	text, err := base64.StdEncoding.AppendDecode(s.cx.Temp(len(encoded)), bytes.TrimRight(encoded, " "))
	if err != nil {
		return nil, nil, false
	}
	s.cx.Keep(text)
	return bytes.Cut(text, []byte(":"))
}
