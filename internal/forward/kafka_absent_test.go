//go:build !kafka

package forward

import (
	"strings"
	"testing"
)

// TestKafkaIsInABuildOfItsOwn holds the default program to its message.
func TestKafkaIsInABuildOfItsOwn(t *testing.T) {
	if _, err := openKafka(aim(t, "kafka", "kafka://127.0.0.1:9092/metrics")); err == nil || !strings.Contains(err.Error(), "-tags kafka") {
		t.Errorf("the error is %v", err)
	}
}
