//go:build !kafka

package forward

import "errors"

// openKafka says where the client of Kafka is.
func openKafka(*target) (form, error) {
	return nil, errors.New("'target' : this program has no kafka: it is in one that is built with 'go build -tags kafka ./cmd/metergate'")
}
