package forward

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"metergate/internal/metric"
)

// A shape is what opentelemetry-proto 1.x says of a message, as far as metrics of ours may use it.
type shape map[protowire.Number]shapeField

type shapeField struct {
	name string
	typ  protowire.Type
	sub  shape
}

var (
	shapeAttribute = shape{1: {"key", protowire.BytesType, nil}, 2: {"value", protowire.BytesType, shape{1: {"string", protowire.BytesType, nil}}}}
	shapeExemplar  = shape{2: {"time", protowire.Fixed64Type, nil}, 3: {"double", protowire.Fixed64Type, nil}, 5: {"trace", protowire.BytesType, nil}}
	shapeNumber    = shape{
		7: {"attributes", protowire.BytesType, shapeAttribute}, 2: {"start", protowire.Fixed64Type, nil}, 3: {"time", protowire.Fixed64Type, nil},
		4: {"double", protowire.Fixed64Type, nil}, 8: {"flags", protowire.VarintType, nil},
	}
	shapeBuckets     = shape{1: {"offset", protowire.VarintType, nil}, 2: {"counts", protowire.BytesType, nil}}
	shapeExponential = shape{
		1: {"attributes", protowire.BytesType, shapeAttribute}, 2: {"start", protowire.Fixed64Type, nil}, 3: {"time", protowire.Fixed64Type, nil},
		4: {"count", protowire.Fixed64Type, nil}, 5: {"sum", protowire.Fixed64Type, nil}, 6: {"scale", protowire.VarintType, nil},
		7: {"zero", protowire.Fixed64Type, nil}, 8: {"positive", protowire.BytesType, shapeBuckets}, 10: {"flags", protowire.VarintType, nil},
		11: {"exemplars", protowire.BytesType, shapeExemplar}, 14: {"threshold", protowire.Fixed64Type, nil},
	}
	shapeMetric = shape{
		1: {"name", protowire.BytesType, nil}, 2: {"help", protowire.BytesType, nil}, 3: {"unit", protowire.BytesType, nil},
		5:  {"gauge", protowire.BytesType, shape{1: {"points", protowire.BytesType, shapeNumber}}},
		7:  {"sum", protowire.BytesType, shape{1: {"points", protowire.BytesType, shapeNumber}, 2: {"temporality", protowire.VarintType, nil}, 3: {"monotonic", protowire.VarintType, nil}}},
		10: {"exponential", protowire.BytesType, shape{1: {"points", protowire.BytesType, shapeExponential}, 2: {"temporality", protowire.VarintType, nil}}},
	}
	shapeScopes = shape{
		1: {"scope", protowire.BytesType, shape{1: {"name", protowire.BytesType, nil}}},
		2: {"metrics", protowire.BytesType, shapeMetric},
	}
	shapeRequest = shape{1: {"resources", protowire.BytesType, shape{
		1: {"resource", protowire.BytesType, shape{1: {"attributes", protowire.BytesType, shapeAttribute}}},
		2: {"scopes", protowire.BytesType, shapeScopes},
	}}}
)

// A tree is a message that was read: numbers as uint64, texts as []byte, messages as tree.
type tree map[string][]any

// read reads a message strictly: what its shape does not have is an error.
func (s shape) read(b []byte) (tree, error) {
	all := tree{}
	for len(b) > 0 {
		number, typ, n := protowire.ConsumeTag(b)
		f, ok := s[number]
		if n < 0 || !ok || f.typ != typ {
			return nil, fmt.Errorf("field %d of type %d is unknown", number, typ)
		}
		b = b[n:]
		var v any
		switch typ {
		case protowire.VarintType:
			v, n = protowire.ConsumeVarint(b)
		case protowire.Fixed64Type:
			v, n = protowire.ConsumeFixed64(b)
		default:
			v, n = protowire.ConsumeBytes(b)
		}
		if n < 0 {
			return nil, fmt.Errorf("field %d (%s): %w", number, f.name, protowire.ParseError(n))
		}
		b = b[n:]
		if f.sub != nil {
			sub, err := f.sub.read(v.([]byte))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", f.name, err)
			}
			v = sub
		}
		all[f.name] = append(all[f.name], v)
	}
	return all, nil
}

func (t tree) number(name string) uint64 {
	if len(t[name]) == 0 {
		return 0
	}
	return t[name][len(t[name])-1].(uint64)
}

func (t tree) double(name string) float64 { return math.Float64frombits(t.number(name)) }

func (t tree) text(name string) string {
	if len(t[name]) == 0 {
		return ""
	}
	return string(t[name][0].([]byte))
}

// attributes renders them in the order of their names.
func (t tree) attributes() string {
	all := map[string]string{}
	for _, a := range t["attributes"] {
		a := a.(tree)
		all[a.text("key")] = a["value"][0].(tree).text("string")
	}
	return attributesText(all)
}

func attributesText(all map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&b, " %s=%q", name, all[name])
	}
	return b.String()
}

// A seen is a data point with what stands around it.
type seen struct {
	tree
	resource, unit, help, field string
	temporality, monotonic      uint64
}

// readOTLP returns the data points of a request by metric, attributes and, behind @, time.
func readOTLP(body []byte) (map[string]seen, error) {
	request, err := shapeRequest.read(body)
	if err != nil {
		return nil, err
	}
	all, metrics := map[string]seen{}, map[string]bool{}
	for _, r := range request["resources"] {
		resource := r.(tree)["resource"][0].(tree).attributes()
		scopes := r.(tree)["scopes"][0].(tree)
		if name := scopes["scope"][0].(tree).text("name"); name != "metergate" {
			return nil, fmt.Errorf("the scope is %q", name)
		}
		for _, m := range scopes["metrics"] {
			m := m.(tree)
			for _, field := range []string{"gauge", "sum", "exponential"} {
				for _, d := range m[field] {
					d := d.(tree)
					if metrics[resource+field+m.text("name")+fmt.Sprint(d.number("temporality"))] {
						return nil, fmt.Errorf("%s stands twice", m.text("name"))
					}
					metrics[resource+field+m.text("name")+fmt.Sprint(d.number("temporality"))] = true
					for _, p := range d["points"] {
						p := p.(tree)
						key := fmt.Sprint(m.text("name"), p.attributes(), " @", p.number("time"))
						if _, twice := all[key]; twice {
							return nil, fmt.Errorf("%s stands twice", key)
						}
						all[key] = seen{p, resource, m.text("unit"), m.text("help"), field, d.number("temporality"), d.number("monotonic")}
					}
				}
			}
		}
	}
	return all, nil
}

// same compares an exponential histogram with a distribution.
func (p seen) same(d *metric.Distribution) error {
	if p.number("count") != d.Count || p.number("zero") != d.Zero || p.double("sum") != d.Total() || p.double("threshold") != d.ZeroThreshold() ||
		protowire.DecodeZigZag(p.number("scale")) != metric.Schema {
		return fmt.Errorf("%v, not count %d, zero %d, sum %v", p.tree, d.Count, d.Zero, d.Total())
	}
	var counts []uint64
	offset := 0
	if len(p.tree["positive"]) > 0 {
		positive := p.tree["positive"][0].(tree)
		offset = int(protowire.DecodeZigZag(positive.number("offset")))
		for packed := []byte(positive.text("counts")); len(packed) > 0; {
			n, size := binary.Uvarint(packed)
			if size <= 0 {
				return fmt.Errorf("the counts cannot be read")
			}
			counts, packed = append(counts, n), packed[size:]
		}
	}
	// Bucket i ends at UpperBound(i); a bucket of OpenTelemetry with index n ends at 2^((n+1)/2^scale).
	for i, want := range d.Buckets {
		at := int(math.Round(math.Log2(d.UpperBound(i))*(1<<metric.Schema))) - 1 - offset
		var got uint64
		if at >= 0 && at < len(counts) {
			got, counts[at] = counts[at], 0
		}
		if got != want {
			return fmt.Errorf("bucket %d up to %v has %d, not %d", i, d.UpperBound(i), got, want)
		}
	}
	for i, n := range counts {
		if n != 0 {
			return fmt.Errorf("bucket %d of the message, with %d, is none of ours", i, n)
		}
	}
	return nil
}

func TestOTLPJoinLeavesOutWhatItCannotRead(t *testing.T) {
	body := new(otlpJoiner).join([]part{{item: []byte{0xff}}, {item: []byte("rubbish")}})
	if all, err := readOTLP(body); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
}
