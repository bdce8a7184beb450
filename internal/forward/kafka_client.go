//go:build kafka

package forward

import (
	"context"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

// A kafka delivers records to Kafka.
type kafka struct {
	kafkaItems
	options []kgo.Opt
	client  *kgo.Client // nil until the first delivery
}

func openKafka(t *target) (form, error) {
	p, err := kafkaPlaceOf(t)
	if err != nil {
		return nil, err
	}
	k := &kafka{options: []kgo.Opt{
		kgo.SeedBrokers(p.brokers...), kgo.DefaultProduceTopic(p.topic), kgo.ClientID("metergate"), kgo.DialTimeout(t.connect),
		kgo.RequiredAcks(kgo.AllISRAcks()), kgo.ProducerBatchCompression(kgo.SnappyCompression()), kgo.MaxBufferedRecords(2 * batchItems),
		kgo.RecordDeliveryTimeout(t.connect + t.answer), kgo.ProduceRequestTimeout(max(t.answer, minProduce)), kgo.AllowIdempotentProduceCancellation(),
		kgo.UnknownTopicRetries(1), kgo.RetryTimeout(t.connect + t.answer),
	}}
	if t.tls != nil {
		k.options = append(k.options, kgo.DialTLSConfig(t.tls))
	}
	if m := p.mechanism(); m != nil {
		k.options = append(k.options, kgo.SASL(m))
	}
	return k, kgo.ValidateOpts(k.options...)
}

// minProduce is the least time that the library lets brokers have.
const minProduce = 100e6

// mechanism is how user and password are shown, nil when they are not.
func (p *kafkaPlace) mechanism() sasl.Mechanism {
	switch auth := (scram.Auth{User: p.user, Pass: p.password}); p.sasl {
	case "plain":
		return plain.Auth{User: p.user, Pass: p.password}.AsMechanism()
	case "scram-sha-256":
		return auth.AsSha256Mechanism()
	case "scram-sha-512":
		return auth.AsSha512Mechanism()
	}
	return nil
}

// entry makes the record of an access log.
func (*kafka) entry(r *record) []byte {
	x := kafkaItems{key: []byte(r.text(factFrontend))}
	x.value = r.appendLine(nil)
	return x.whole()
}

// deliver produces records, and waits for what becomes of each.
func (k *kafka) deliver(ctx context.Context, m *message) (v verdict) {
	if k.client == nil {
		var err error
		if k.client, err = kgo.NewClient(k.options...); err != nil {
			return verdict{err: err}
		}
	}
	records, at := make([]*kgo.Record, len(m.parts)), make(map[*kgo.Record]int, len(m.parts))
	for i := range m.parts {
		key, value := cutKafkaItem(m.parts[i].item)
		records[i] = &kgo.Record{Key: key, Value: value, Headers: []kgo.RecordHeader{{Key: "metergate-id", Value: partID(m, &m.parts[i])}}}
		at[records[i]] = i
	}
	failed := make([]error, len(m.parts))
	for _, r := range k.client.ProduceSync(ctx, records...) {
		failed[at[r.Record]] = r.Err
	}
	return kafkaVerdict(failed)
}

// kafkaVerdict judges each record by its own error.
func kafkaVerdict(failed []error) (v verdict) {
	var first error
	for i, err := range failed {
		switch {
		case err == nil:
		case kafkaRefused(err):
			v.refused = append(v.refused, refusal{i, err.Error()})
		default:
			if v.again = append(v.again, i); first == nil {
				first = err
			}
		}
	}
	if len(v.again) == len(failed) {
		return verdict{err: first}
	}
	return v
}

// kafkaRefused reports whether a record will never be taken. What the owner of the topic can mend is temporary: that it is
// not there, or rights.
func kafkaRefused(err error) bool {
	return errors.Is(err, kerr.MessageTooLarge) || errors.Is(err, kerr.InvalidRecord) || errors.Is(err, kerr.CorruptMessage) || errors.Is(err, kerr.InvalidTimestamp)
}

// partID is the header that names a part for ever.
func partID(m *message, p *part) []byte {
	return fmt.Appendf(nil, "%s-%d-%d", m.identity, p.seq, p.index)
}
