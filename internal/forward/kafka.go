package forward

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math"
	"strconv"
	"strings"

	"metergate/internal/export"
)

// The default program does not carry the client of Kafka: openKafka is that of a build with -tags kafka, or says that there
// is none.
var _ = declare(kind{
	name: "kafka", schemes: []string{"kafka"}, options: "brokers sasl", logs: logsAsked,
	help: "Kafka, in a program that is built with `go build -tags kafka ./cmd/metergate`: a record in JSON for each series, as kafka://<broker>[:<port>]/<topic>. The key of a record is the name of its series with its " +
		"labels, so that those of one series keep their order in one partition; with `logs on` the access logs are records too, whose key is their frontend. `brokers` names more brokers to begin with, behind commas; " +
		"`sasl plain`, `sasl scram-sha-256` or `sasl scram-sha-512` is how user and password of `auth basic` are shown. The topic is there before.",
	guarantee: "At least once and in order for each series: the producer is idempotent and waits for all replicas in sync. What is sent again after a failure has the same header metergate-id.",
	open:      openKafka,
})

// A kafkaPlace is what a target says of brokers.
type kafkaPlace struct {
	brokers        []string
	topic          string
	user, password string
	sasl           string // empty without
}

// kafkaPlaceOf reads a target.
func kafkaPlaceOf(t *target) (p kafkaPlace, err error) {
	p.topic, p.sasl = strings.Trim(t.url.Path, "/"), t.options.or("sasl", "")
	if t.url.Host == "" || p.topic == "" || strings.ContainsAny(p.topic, "/ ") {
		return p, errors.New("'target' : kafka expects kafka://<broker>[:<port>]/<topic>")
	}
	for _, broker := range append([]string{t.url.Host}, strings.Split(t.options.or("brokers", ""), ",")...) {
		if broker != "" {
			p.brokers = append(p.brokers, withPort(broker, "9092"))
		}
	}
	if len(t.header) > 0 {
		return p, errors.New("'http-header' is of no use to kafka")
	}
	switch p.sasl {
	case "", "plain", "scram-sha-256", "scram-sha-512":
	default:
		return p, errors.New("'target' : 'sasl' of kafka is plain, scram-sha-256 or scram-sha-512")
	}
	text, basic := strings.CutPrefix(t.auth, "Basic ")
	if basic != (p.sasl != "") || t.auth != "" && !basic {
		return p, errors.New("kafka wants both 'sasl' and 'auth basic', or neither")
	}
	both, err := base64.StdEncoding.DecodeString(text)
	p.user, p.password, _ = strings.Cut(string(both), ":")
	return p, err
}

// A kafkaItems makes items: the key of a record with its length before it, and the value.
type kafkaItems struct{ key, value, item []byte }

// items makes a record of each series. One that is not measured has none.
func (x *kafkaItems) items(k *tick, add func(item []byte)) {
	at := k.at.UTC().Format("2006-01-02T15:04:05.000Z")
	for r := range k.readings {
		if r.Distribution == nil && (math.IsNaN(r.Value) || math.IsInf(r.Value, 0)) {
			continue
		}
		x.key = append(append(x.key[:0], r.Family.Name...), '{')
		x.value = append(append(append(x.value[:0], `{"timestamp":"`...), at...), `","name":`...)
		x.value = append(export.AppendString(x.value, r.Family.Name), `,"labels":{`...)
		x.label("job", k.job)
		x.label("instance", k.instance)
		for name, value := range r.Labels {
			x.label(name, value)
		}
		for _, l := range k.labels {
			x.label(l.name, l.value)
		}
		x.key = append(bytes.TrimSuffix(x.key, []byte(",")), '}')
		x.value = append(bytes.TrimSuffix(x.value, []byte(",")), `},`...)
		x.measure(r)
		add(x.whole())
	}
}

// label adds a label to key and value.
func (x *kafkaItems) label(name, value string) {
	x.key = append(strconv.AppendQuote(append(append(x.key, name...), '='), value), ',')
	x.value = append(export.AppendString(append(export.AppendString(x.value, name), ':'), value), ',')
}

// measure adds what was measured.
func (x *kafkaItems) measure(r *export.Reading) {
	number := func(name string, n float64) {
		x.value = append(export.AppendString(x.value, name), ':')
		x.value = append(strconv.AppendFloat(x.value, n, 'f', -1, 64), ',')
	}
	if d := r.Distribution; d == nil {
		number("value", r.Value)
	} else {
		number("count", float64(d.Count))
		if d.Count > 0 {
			quantiles(r, d, number)
		}
	}
	x.value[len(x.value)-1] = '}'
}

// whole is the item of a key and a value.
func (x *kafkaItems) whole() []byte {
	x.item = append(binary.AppendUvarint(x.item[:0], uint64(len(x.key))), x.key...)
	x.item = append(x.item, x.value...)
	return x.item
}

// cutKafkaItem takes an item apart.
func cutKafkaItem(item []byte) (key, value []byte) {
	n, used := binary.Uvarint(item)
	return item[used : used+int(n)], item[used+int(n):]
}
