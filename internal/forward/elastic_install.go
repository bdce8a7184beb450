package forward

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// An elasticInstall prepares a server.
type elasticInstall struct {
	*client
	ctx     context.Context
	base    string
	say     Say
	changed bool
}

// installElastic installs the templates that type the fields of the documents of a section.
func installElastic(ctx context.Context, t *target, say Say) error {
	places := []elasticPlace{elasticMetrics}
	if t.logs {
		places = append(places, elasticLogs)
	}
	e := &elasticInstall{client: newClient(t), ctx: ctx, base: strings.TrimSuffix(t.url.String(), "/"), say: say}
	if err := e.greet(); err != nil {
		return err
	}
	if err := e.template("component template", "/_component_template/"+elasticComponent, componentTemplate()); err != nil {
		return err
	}
	for _, p := range places {
		x, err := p.index(t.options)
		if err == nil {
			err = e.template("index template", "/_index_template/"+x.templateName(), x.template())
		}
		if err == nil {
			err = e.look(&x)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// greet asks who answers. Whoever may not ask may still install.
func (e *elasticInstall) greet() error {
	var is struct {
		Version struct{ Number, Distribution string }
	}
	found, err := e.get("/", &is)
	if err != nil && !denied(err) {
		return err
	}
	if found && is.Version.Number != "" {
		name := "Elasticsearch"
		if is.Version.Distribution == "opensearch" {
			name = "OpenSearch"
		}
		e.say("%s %s answers", name, is.Version.Number)
	}
	return nil
}

// template puts a template in its place, unless it is there.
func (e *elasticInstall) template(what, path string, body map[string]any) error {
	text, err := json.Marshal(body) // keys are sorted
	if err != nil {
		return err
	}
	sum := fmt.Sprintf("%x", sha256.Sum256(text))
	name := path[strings.LastIndexByte(path, '/')+1:]
	there, mark, err := e.mark(path)
	switch {
	case err != nil:
		return err
	case there && mark.Owner != elasticOwner:
		return fmt.Errorf("there is a %s %s that is not ours: it is left alone; delete it, or choose another name", what, name)
	case there && mark.Sum == sum:
		e.say("the %s %s is there already, as it should be", what, name)
		return nil
	}
	if text, err = json.Marshal(marked(body, sum)); err != nil {
		return err
	}
	if _, v := e.send(e.ctx, &request{method: http.MethodPut, url: e.base + path, body: text, header: []string{"Content-Type", "application/json"}}); v.err != nil {
		return fmt.Errorf("cannot put the %s %s: %w", what, name, v.err)
	}
	e.changed = true
	if there {
		e.say("the %s %s was of another version of metergate: it is replaced", what, name)
	} else {
		e.say("the %s %s is installed", what, name)
	}
	return nil
}

// mark returns the note in a template, and whether the template is there.
func (e *elasticInstall) mark(path string) (there bool, m elasticMark, err error) {
	type body struct {
		Mark elasticMark `json:"_meta"`
	}
	var a struct {
		Components []struct {
			Template body `json:"component_template"`
		} `json:"component_templates"`
		Indices []struct {
			Template body `json:"index_template"`
		} `json:"index_templates"`
	}
	there, err = e.get(path, &a)
	for _, t := range a.Components {
		m = t.Template.Mark
	}
	for _, t := range a.Indices {
		m = t.Template.Mark
	}
	return there, m, err
}

// look says what the templates will hold for.
func (e *elasticInstall) look(x *elasticIndex) error {
	name := x.pattern()
	if !x.stream {
		e.say("they hold for indices %s that are made from now on", name)
		return nil
	}
	stream, err := e.get("/_data_stream/"+name, &struct{}{})
	if err != nil {
		return err
	}
	if stream && e.changed {
		e.say("the data stream %s is there: new types hold from its next rollover on (POST /%s/_rollover)", name, name)
		return nil
	}
	if stream {
		e.say("the data stream %s is there", name)
		return nil
	}
	index, err := e.get("/"+name, &struct{}{})
	if err != nil {
		return err
	}
	if index {
		return fmt.Errorf("an index %s stands where the data stream is to be, made before there was a template: delete it, or choose another name with 'data-stream'", name)
	}
	e.say("the data stream %s will be made with the first document", name)
	return nil
}

// get asks for JSON, and reports whether there is any at that path.
func (e *elasticInstall) get(path string, into any) (found bool, err error) {
	a, v := e.send(e.ctx, &request{method: http.MethodGet, url: e.base + path, header: []string{"Accept", "application/json"}})
	if a.status == http.StatusNotFound {
		return false, nil
	}
	if v.err != nil {
		return false, v.err
	}
	if err := json.Unmarshal(a.body, into); err != nil {
		return false, fmt.Errorf("the answer to GET %s is no JSON: %w", path, err)
	}
	return true, nil
}

// denied reports whether a request was not allowed.
func denied(err error) bool {
	s, ok := err.(*statusError)
	return ok && s.code == http.StatusForbidden
}
