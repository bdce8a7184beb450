package export

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"metergate/internal/metric"
)

func TestSchemaSaysWhatTheReferenceSays(t *testing.T) {
	text, err := os.ReadFile("testdata/schema_reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	if err := json.Unmarshal([]byte(schema()), &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the schema differs:\n%s", schema())
	}
}

func TestJSONIsValidWhateverServersSay(t *testing.T) {
	process, rows := gateway()
	v := &metric.View{Legends: true}
	var stat, info, none bytes.Buffer
	for _, err := range []error{
		JSON(&stat, rows, v), InfoJSON(&info, process, v, InfoOptions{Float: true}),
		JSON(&none, func(func(metric.Object) bool) {}, v),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var objects [][]struct {
		Field struct{ Name string }
		Value struct{ Value any }
	}
	if err := json.Unmarshal(stat.Bytes(), &objects); err != nil {
		t.Fatal(err)
	}
	if len(objects) != 5 {
		t.Errorf("%d objects", len(objects))
	}
	for _, f := range objects[3] {
		if f.Field.Name == "last_chk" && f.Value.Value != "said \"no\", then\n\x1b[31mleft" {
			t.Errorf("last_chk came back as %q", f.Value.Value)
		}
	}
	for _, b := range []*bytes.Buffer{&stat, &info, &none} {
		if !json.Valid(b.Bytes()) || bytes.Count(b.Bytes(), []byte("\n")) != 1 {
			t.Errorf("not one line of JSON: %s", b)
		}
	}
}
