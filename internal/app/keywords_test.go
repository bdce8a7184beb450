package app

import (
	"testing"

	"metergate/internal/conf"
)

// What is supported is not listed as refused or without effect as well.
func TestNothingIsListedTwice(t *testing.T) {
	for _, name := range conf.Superseded() {
		t.Errorf("'%s' is supported, and still listed otherwise", name)
	}
}
