package forward

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// An elasticServer takes what Elasticsearch takes and refuses what it refuses: bodies that do not end with their line,
// lines of actions that are none, actions that a data stream does not know, texts in fields of numbers, names that are
// there already. It keeps what it stored.
type elasticServer struct {
	*httptest.Server

	mu        sync.Mutex
	limit     int                                  // bytes of a body
	auth      string                               // what Authorization must be
	mood      func(w http.ResponseWriter) bool     // answers instead, without storing; nil never does
	after     func(w http.ResponseWriter) bool     // the same once all is stored
	item      func(id string) int                  // a status for a document that is not stored; 0 stores it
	templates map[string]json.RawMessage           // by path
	indices   map[string]map[string]map[string]any // documents by index and _id
	types     map[string]string                    // of fields
	patterns  map[string]bool                      // of index templates, and whether they make data streams
	streams   map[string]bool
	bodies    [][]byte
	conflicts int
	calls     chan struct{} // one for each bulk request
}

func newElasticServer(t *testing.T) *elasticServer {
	e := &elasticServer{
		limit: 100 << 20, templates: map[string]json.RawMessage{}, indices: map[string]map[string]map[string]any{},
		types: map[string]string{}, streams: map[string]bool{}, patterns: map[string]bool{}, calls: make(chan struct{}, 1000),
	}
	e.Server = httptest.NewServer(e)
	t.Cleanup(e.Close)
	return e
}

// An elasticFault is a refusal with its reason.
type elasticFault struct {
	status       int
	kind, reason string
}

func (e *elasticServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.auth != "" && r.Header.Get("Authorization") != e.auth {
		fail(w, elasticFault{401, "security_exception", "missing authentication credentials"})
		return
	}
	switch path := r.URL.Path; {
	case r.Method == http.MethodPost && path == "/_bulk":
		e.bulk(w, r)
		select {
		case e.calls <- struct{}{}:
		default:
		}
	case strings.HasPrefix(path, "/_component_template/"), strings.HasPrefix(path, "/_index_template/"):
		e.template(w, r)
	case r.Method == http.MethodGet && path == "/":
		fmt.Fprint(w, `{"name":"stand-in","version":{"number":"8.15.0"}}`)
	case r.Method == http.MethodGet && strings.HasPrefix(path, "/_data_stream/") && e.streams[path[len("/_data_stream/"):]]:
		fmt.Fprint(w, `{"data_streams":[{}]}`)
	case r.Method == http.MethodGet && e.indices[path[1:]] != nil:
		fmt.Fprint(w, `{}`)
	case r.Method == http.MethodGet:
		fail(w, elasticFault{404, "index_not_found_exception", "no such index"})
	default:
		fail(w, elasticFault{405, "illegal_argument_exception", "incorrect HTTP method"})
	}
}

func fail(w http.ResponseWriter, f elasticFault) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(f.status)
	json.NewEncoder(w).Encode(map[string]any{"error": map[string]string{"type": f.kind, "reason": f.reason}, "status": f.status})
}

// template keeps a template, or tells of it.
func (e *elasticServer) template(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	group, name, _ := strings.Cut(path[2:], "_template/")
	if r.Method == http.MethodGet {
		text, there := e.templates[path]
		if !there {
			fail(w, elasticFault{404, "resource_not_found_exception", "no template"})
			return
		}
		plural := map[string]string{"component": "component_templates", "index": "index_templates"}[group]
		json.NewEncoder(w).Encode(map[string]any{plural: []any{map[string]any{"name": name, group + "_template": text}}})
		return
	}
	var body struct {
		Patterns   []string       `json:"index_patterns"`
		Of         []string       `json:"composed_of"`
		Priority   int            `json:"priority"`
		DataStream map[string]any `json:"data_stream"`
		Meta       map[string]any `json:"_meta"`
		Template   struct {
			Settings map[string]any `json:"settings"`
			Mappings struct {
				Dates      bool             `json:"date_detection"`
				Dynamic    []map[string]any `json:"dynamic_templates"`
				Properties map[string]any   `json:"properties"`
			} `json:"mappings"`
		} `json:"template"`
	}
	text, _ := io.ReadAll(r.Body)
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&body); err != nil || r.Header.Get("Content-Type") != "application/json" {
		fail(w, elasticFault{400, "x_content_parse_exception", fmt.Sprint(err)})
		return
	}
	for _, c := range body.Of {
		if e.templates["/_component_template/"+c] == nil {
			fail(w, elasticFault{400, "invalid_index_template_exception", "component template " + c + " does not exist"})
			return
		}
	}
	types := map[string]string{}
	if err := typesOf("", body.Template.Mappings.Properties, types); err != nil {
		fail(w, elasticFault{400, "mapper_parsing_exception", err.Error()})
		return
	}
	maps.Copy(e.types, types)
	for _, p := range body.Patterns {
		e.patterns[p] = body.DataStream != nil
	}
	e.templates[path] = text
	fmt.Fprint(w, `{"acknowledged":true}`)
}

// typesOf reads the types of fields.
func typesOf(prefix string, properties map[string]any, types map[string]string) error {
	for name, p := range properties {
		p := p.(map[string]any)
		if inner, group := p["properties"].(map[string]any); group {
			if err := typesOf(prefix+name+".", inner, types); err != nil {
				return err
			}
			continue
		}
		t, _ := p["type"].(string)
		if !slices.Contains([]string{"long", "double", "scaled_float", "keyword", "text", "date", "alias", "ip"}, t) || t == "scaled_float" && p["scaling_factor"] == nil {
			return fmt.Errorf("no handler for type [%s] declared on field [%s]", t, name)
		}
		types[prefix+name] = t
	}
	return nil
}

// bulk takes a bulk request.
func (e *elasticServer) bulk(w http.ResponseWriter, r *http.Request) {
	if e.mood != nil && e.mood(w) {
		return
	}
	body, fault := e.body(r)
	if fault != nil {
		fail(w, *fault)
		return
	}
	e.bodies = append(e.bodies, body)
	lines := strings.Split(strings.TrimSuffix(string(body), "\n"), "\n")
	var actions, items []map[string]any
	for i := 0; i < len(lines); i++ {
		a, fault := action(lines[i], i+1)
		if fault != nil {
			fail(w, *fault)
			return
		}
		if a["op"] != "delete" {
			if i++; i == len(lines) {
				fail(w, elasticFault{400, "action_request_validation_exception", "no requests added"})
				return
			}
			a["source"] = lines[i]
		}
		actions = append(actions, a)
	}
	errors := false
	for _, a := range actions {
		item := map[string]any{"_index": a["_index"], "_id": a["_id"]}
		item["status"] = 201
		if f := e.store(a); f != nil {
			item["status"], item["error"], errors = f.status, map[string]any{"type": f.kind, "reason": f.reason}, true
		}
		items = append(items, map[string]any{a["op"].(string): item})
	}
	if e.after == nil || !e.after(w) {
		json.NewEncoder(w).Encode(map[string]any{"took": 1, "errors": errors, "items": items})
	}
}

// body reads a body and looks at its frame.
func (e *elasticServer) body(r *http.Request) ([]byte, *elasticFault) {
	if t := r.Header.Get("Content-Type"); t != "application/x-ndjson" && t != "application/json" {
		return nil, &elasticFault{406, "media_type_header_exception", "Content-Type header [" + t + "] is not supported"}
	}
	in := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			return nil, &elasticFault{400, "parse_exception", err.Error()}
		}
		in = z
	}
	body, err := io.ReadAll(in)
	switch {
	case err != nil:
		return nil, &elasticFault{400, "parse_exception", err.Error()}
	case len(body) > e.limit:
		return nil, &elasticFault{413, "content_too_long_exception", "entity content is too long"}
	case len(body) == 0:
		return nil, &elasticFault{400, "parse_exception", "request body is required"}
	case body[len(body)-1] != '\n':
		return nil, &elasticFault{400, "illegal_argument_exception", "The bulk request must be terminated by a newline [\\n]"}
	}
	return body, nil
}

// action reads the line of an action.
func action(line string, n int) (map[string]any, *elasticFault) {
	bad := &elasticFault{400, "illegal_argument_exception", fmt.Sprintf("Malformed action/metadata line [%d]", n)}
	var ops map[string]map[string]any
	if json.Unmarshal([]byte(line), &ops) != nil || len(ops) != 1 {
		return nil, bad
	}
	for op, a := range ops {
		if !slices.Contains([]string{"create", "index", "update", "delete"}, op) {
			return nil, bad
		}
		for name, v := range a {
			if _, text := v.(string); !text || !slices.Contains([]string{"_index", "_id", "routing", "pipeline"}, name) {
				return nil, bad
			}
		}
		if a["_index"] == nil || a["_id"] == "" || len(fmt.Sprint(a["_id"])) > 512 {
			return nil, bad
		}
		a["op"] = op
		return a, nil
	}
	return nil, bad
}

// store stores a document, or says why not.
func (e *elasticServer) store(a map[string]any) *elasticFault {
	index, id := a["_index"].(string), a["_id"].(string)
	if e.item != nil {
		if status := e.item(id); status != 0 {
			return &elasticFault{status, "es_rejected_execution_exception", "rejected"}
		}
	}
	if e.streams[index] && a["op"] != "create" {
		return &elasticFault{400, "illegal_argument_exception", "only write ops with an op_type of create are allowed in data streams"}
	}
	d := json.NewDecoder(strings.NewReader(a["source"].(string)))
	d.UseNumber()
	if err := noTwins(json.NewDecoder(strings.NewReader(a["source"].(string)))); err != nil {
		return &elasticFault{400, "document_parsing_exception", "failed to parse: " + err.Error()}
	}
	var doc map[string]any
	if err := d.Decode(&doc); err != nil || d.More() {
		return &elasticFault{400, "document_parsing_exception", fmt.Sprintf("failed to parse: %v", err)}
	}
	if doc["@timestamp"] == nil && e.streams[index] {
		return &elasticFault{400, "document_parsing_exception", "data stream timestamp field [@timestamp] is missing"}
	}
	if err := e.fits("", doc); err != nil {
		return &elasticFault{400, "document_parsing_exception", err.Error()}
	}
	if e.indices[index] == nil {
		e.streams[index] = e.patterns[index]
		e.indices[index] = map[string]map[string]any{}
	}
	if e.indices[index][id] != nil {
		e.conflicts++
		return &elasticFault{409, "version_conflict_engine_exception", "[" + id + "]: version conflict, document already exists"}
	}
	e.indices[index][id] = doc
	return nil
}

// noTwins refuses an object that has a name twice.
func noTwins(d *json.Decoder) error {
	t, err := d.Token()
	if open, is := t.(json.Delim); err != nil || !is || open == '[' {
		return err
	}
	seen := map[any]bool{}
	for d.More() {
		name, err := d.Token()
		if err != nil || seen[name] {
			return fmt.Errorf("Duplicate field '%v', %v", name, err)
		}
		seen[name] = true
		if err := noTwins(d); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// fits holds values to the types of their fields, which the first value decides where no template does.
func (e *elasticServer) fits(prefix string, doc map[string]any) error {
	for name, v := range doc {
		full := prefix + name
		inner, group := v.(map[string]any)
		known := e.types[full]
		switch n, number := v.(json.Number); {
		case group && known != "" || !group && known == "object":
			return fmt.Errorf("object mapping for [%s] tried to parse field as object, but found a concrete value", full)
		case group:
			if err := e.fits(full+".", inner); err != nil {
				return err
			}
		case known == "":
			e.types[full] = guess(n, number)
		case known == "alias":
			return fmt.Errorf("Cannot write to a field alias [%s]", full)
		case known == "long" || known == "double" || known == "scaled_float":
			if _, err := strconv.ParseFloat(fmt.Sprint(v), 64); err != nil {
				return fmt.Errorf("failed to parse field [%s] of type [%s]", full, known)
			}
		}
	}
	return nil
}

func guess(n json.Number, number bool) string {
	switch {
	case !number:
		return "text"
	case strings.Contains(n.String(), "."):
		return "double"
	}
	return "long"
}
