//go:build kafka

package forward

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// kafkaParts is a message of as many records of two series.
func kafkaParts(n int) *message {
	m := &message{identity: "x"}
	for i := range n {
		x := kafkaItems{key: fmt.Appendf(nil, "series-%d", i%2), value: fmt.Appendf(nil, "%d", i)}
		m.parts = append(m.parts, part{seq: 1, index: i, item: x.whole()})
	}
	return m
}

// consumed reads records back, in the order of their partitions.
func consumed(t *testing.T, n int, options ...kgo.Opt) (all []*kgo.Record) {
	t.Helper()
	c, err := kgo.NewClient(append(options, kgo.ConsumeTopics("metrics"), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))...)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for len(all) < n && ctx.Err() == nil {
		all = append(all, c.PollFetches(ctx).Records()...)
	}
	if len(all) != n {
		t.Fatalf("%d records, not %d", len(all), n)
	}
	return all
}

// TestKafkaDelivers has users sign in, and finds each record once, those of a series in their order.
func TestKafkaDelivers(t *testing.T) {
	for _, c := range []struct{ what, method, option string }{
		{"nobody signs in", "", ""}, {"plain", "PLAIN", "plain"}, {"SCRAM", "SCRAM-SHA-256", "scram-sha-256"},
	} {
		t.Run(c.what, func(t *testing.T) {
			options := []kfake.Opt{kfake.NumBrokers(1), kfake.SeedTopics(2, "metrics")}
			var target []string
			var reader []kgo.Opt
			if c.option != "" {
				options = append(options, kfake.EnableSASL(), kfake.Superuser(c.method, "u", "p"))
				target = []string{"sasl", c.option}
				reader = []kgo.Opt{kgo.SASL((&kafkaPlace{user: "u", password: "p", sasl: c.option}).mechanism())}
			}
			cluster := kfake.MustCluster(options...)
			defer cluster.Close()
			a := aim(t, "kafka", "kafka://"+cluster.ListenAddrs()[0]+"/metrics", target...)
			if c.option != "" {
				a.auth = "Basic dTpw"
			}
			k := open(t, a).(*kafka)
			if v := k.deliver(t.Context(), kafkaParts(100)); v.err != nil || len(v.again)+len(v.refused) > 0 {
				t.Fatalf("the verdict is %+v", v)
			}
			defer k.client.Close()
			ids, newest := map[string]bool{}, map[string]int{"series-0": -1, "series-1": -1}
			for _, r := range consumed(t, 100, append(reader, kgo.SeedBrokers(cluster.ListenAddrs()...))...) {
				ids[string(r.Headers[0].Value)] = true
				var n int
				fmt.Sscan(string(r.Value), &n)
				if n <= newest[string(r.Key)] {
					t.Errorf("%s has %d behind %d", r.Key, n, newest[string(r.Key)])
				}
				newest[string(r.Key)] = n
			}
			if len(ids) != 100 || !ids["x-1-99"] {
				t.Errorf("there are %d names", len(ids))
			}
		})
	}
}

// TestKafkaRefuses has a broker refuse what is too large for it, and answer that it is not the leader for a while.
func TestKafkaRefuses(t *testing.T) {
	cluster := kfake.MustCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "metrics"))
	defer cluster.Close()
	k := open(t, aim(t, "kafka", "kafka://"+cluster.ListenAddrs()[0]+"/metrics")).(*kafka)
	answer := func(err *kerr.Error) {
		cluster.ControlKey(int16(kmsg.Produce), func(rq kmsg.Request) (kmsg.Response, error, bool) {
			q := rq.(*kmsg.ProduceRequest)
			rs := q.ResponseKind().(*kmsg.ProduceResponse)
			for _, topic := range q.Topics {
				rt := kmsg.NewProduceResponseTopic()
				rt.Topic, rt.TopicID = topic.Topic, topic.TopicID
				for _, p := range topic.Partitions {
					rp := kmsg.NewProduceResponseTopicPartition()
					rp.Partition, rp.ErrorCode = p.Partition, err.Code
					rt.Partitions = append(rt.Partitions, rp)
				}
				rs.Topics = append(rs.Topics, rt)
			}
			return rs, nil, true
		})
	}
	answer(kerr.MessageTooLarge)
	v := k.deliver(t.Context(), kafkaParts(1))
	if v.err != nil || len(v.refused) != 1 {
		t.Errorf("too large: the verdict is %+v", v)
	}
	defer k.client.Close()
	answer(kerr.NotLeaderForPartition)
	if v := k.deliver(t.Context(), kafkaParts(2)); v.err != nil || len(v.again)+len(v.refused) > 0 {
		t.Errorf("no leader for a while: the verdict is %+v", v)
	}
	consumed(t, 2, kgo.SeedBrokers(cluster.ListenAddrs()...))
}

// TestKafkaAway has nobody listen: the message waits.
func TestKafkaAway(t *testing.T) {
	a := aim(t, "kafka", "kafka://"+nobody(t)+"/metrics")
	a.connect, a.answer = 500*time.Millisecond, 500*time.Millisecond
	k := open(t, a).(*kafka)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if v := k.deliver(ctx, kafkaParts(2)); v.err == nil {
		t.Errorf("the verdict is %+v", v)
	}
	k.client.Close()
}
