package proxy

import "testing"

func TestCaptured(t *testing.T) {
	var c captured
	c.reset(3)
	c.put(0, []byte("first value"), 5)
	c.put(2, nil, 5)
	c.put(3, []byte("beyond"), 5)
	for i, want := range []struct {
		text string
		set  bool
	}{{"first", true}, {"", false}, {"", true}, {"", false}} {
		if text, set := c.get(i); string(text) != want.text || set != want.set {
			t.Errorf("capture %d: %q %v, want %q %v", i, text, set, want.text, want.set)
		}
	}
	c.put(0, []byte("again"), 9)
	if text, _ := c.get(0); string(text) != "again" {
		t.Errorf("put again: %q", text)
	}
	c.reset(1)
	if _, set := c.get(0); set {
		t.Error("a reset keeps captures")
	}
}
