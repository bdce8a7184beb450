package proxy

import (
	"testing"
	"unsafe"
)

// TestIdleSessionIsSmall: with its connection it is what an idle client costs, and a gateway holds many.
func TestIdleSessionIsSmall(t *testing.T) {
	if n := unsafe.Sizeof(session{}); n > 192 {
		t.Errorf("a session has %d bytes", n)
	}
}
