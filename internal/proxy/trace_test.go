package proxy

import "testing"

func TestTraceparent(t *testing.T) {
	const id = "4bf92f3577b34da6a3ce929d0e0e4736"
	cases := []struct{ field, id string }{
		{"00-" + id + "-00f067aa0ba902b7-01", id},
		{"cc-" + id + "-00f067aa0ba902b7-01-what-the-future-holds", id},
		{"cc-" + id + "-00f067aa0ba902b7-01.what", ""},
		{"00-" + id + "-00f067aa0ba902b7-01-more", ""},
		{"ff-" + id + "-00f067aa0ba902b7-01", ""},
		{"00-" + id + "-0000000000000000-01", ""},
		{"00-00000000000000000000000000000000-00f067aa0ba902b7-01", ""},
		{"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", ""},
		{"00-" + id + "-00f067aa0ba902b7-0g", ""},
		{"00-" + id + "-00f067aa0ba902b7", ""},
		{"", ""},
	}
	for _, c := range cases {
		got := traceparent([]byte(c.field))
		if c.id == "" && !got.IsZero() || c.id != "" && got.String() != c.id {
			t.Errorf("%q: %s", c.field, got)
		}
	}
}

func FuzzTraceparent(f *testing.F) {
	f.Add([]byte("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
	f.Fuzz(func(t *testing.T, v []byte) {
		if id := traceparent(v); !id.IsZero() && string(v[3:35]) != id.String() {
			t.Errorf("%q: %s", v, id)
		}
	})
}
