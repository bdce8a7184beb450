package usage

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"go.yaml.in/yaml/v3"
)

// OpenAPI reads the operations of an OpenAPI document, version 2 or 3, in JSON or YAML: the paths, the methods, and the
// statuses of their answers. An operation is called by its operationId, else by its method and path. With an empty prefix
// the paths begin with that of the document's own (basePath, or the first of servers). Errors begin with file:line.
func OpenAPI(file string, text []byte, prefix string) ([]*Operation, error) {
	if len(text) > maxDocument {
		return nil, fmt.Errorf("%s:1: the document is larger than %d MB", file, maxDocument>>20)
	}
	root, line, err := parseDocument(text)
	if err != nil {
		return nil, fmt.Errorf("%s:%d: %w", file, line, err)
	}
	d := &document{file: file}
	if err := d.read(root, prefix); err != nil {
		return nil, err
	}
	return d.operations, nil
}

// maxDocument bounds the size of a document, maxOperations its operations.
const (
	maxDocument   = 32 << 20
	maxOperations = 10_000
)

// A document is an OpenAPI document while it is read.
type document struct {
	file       string
	prefix     string
	operations []*Operation
}

func (d *document) errorf(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", d.file, max(n.Line, 1), fmt.Errorf(format, args...))
}

func (d *document) read(root *yaml.Node, prefix string) error {
	version := member(root, "openapi")
	switch {
	case root.Kind != yaml.MappingNode:
		return d.errorf(root, "an OpenAPI document is an object")
	case version == nil:
		version = member(root, "swagger")
	}
	if version == nil {
		return d.errorf(root, "neither 'openapi' nor 'swagger' says which version of OpenAPI this is")
	}
	if v := version.Value; v != "2.0" && !strings.HasPrefix(v, "3.") {
		return d.errorf(version, "version '%s' of OpenAPI is not known: it takes 2.0 or 3.x", clip(v))
	}
	if err := d.setPrefix(root, prefix); err != nil {
		return err
	}
	paths := member(root, "paths")
	if paths == nil || paths.Kind != yaml.MappingNode {
		return d.errorf(root, "'paths' is missing, or no object")
	}
	for name, item := range members(paths) {
		if strings.HasPrefix(name.Value, "x-") {
			continue
		}
		if err := d.path(name, item); err != nil {
			return err
		}
	}
	return nil
}

// setPrefix finds what all paths begin with.
func (d *document) setPrefix(root *yaml.Node, prefix string) error {
	at := root
	if prefix == "" {
		if base := member(root, "basePath"); base != nil {
			prefix, at = base.Value, base
		} else if servers := member(root, "servers"); servers != nil && servers.Kind == yaml.SequenceNode && len(servers.Content) > 0 {
			if u := member(resolved(servers.Content[0]), "url"); u != nil {
				parsed, err := url.Parse(u.Value)
				if err != nil || strings.Contains(u.Value, "{") {
					return d.errorf(u, "the URL of the first server has no fixed path: say it with 'prefix <path>'")
				}
				prefix, at = parsed.Path, u
			}
		}
	}
	d.prefix = strings.TrimSuffix(prefix, "/")
	if d.prefix != "" && d.prefix[0] != '/' {
		return d.errorf(at, "the prefix '%s' does not begin with '/'", clip(d.prefix))
	}
	return nil
}

// path reads the operations of one path.
func (d *document) path(name, item *yaml.Node) error {
	if item.Kind != yaml.MappingNode {
		return d.errorf(item, "the path '%s' is no object", clip(name.Value))
	}
	for key, op := range members(item) {
		method := strings.ToUpper(key.Value)
		if !httpMethods[method] {
			continue // parameters, summaries and the like
		}
		if op.Kind != yaml.MappingNode {
			return d.errorf(op, "the operation '%s' of '%s' is no object", clip(key.Value), clip(name.Value))
		}
		t, err := ParseTemplate(method, d.prefix+name.Value)
		if err != nil {
			return d.errorf(name, "%w", err)
		}
		o := &Operation{ID: t.String(), Template: t, At: fmt.Sprintf("%s:%d", d.file, key.Line)}
		if id := member(op, "operationId"); id != nil && id.Value != "" {
			o.ID = string(AppendName(nil, []byte(id.Value), MaxOperation))
		}
		if err := d.responses(o, op); err != nil {
			return err
		}
		if d.operations = append(d.operations, o); len(d.operations) > maxOperations {
			return d.errorf(key, "the document has more than %d operations", maxOperations)
		}
	}
	return nil
}

func (d *document) responses(o *Operation, op *yaml.Node) error {
	all := member(op, "responses")
	if all == nil {
		return nil
	}
	if all.Kind != yaml.MappingNode {
		return d.errorf(all, "the responses of '%s' are no object", clip(o.ID))
	}
	for key := range members(all) {
		if strings.HasPrefix(key.Value, "x-") {
			continue
		}
		if err := o.Statuses.Declare(key.Value); err != nil {
			return d.errorf(key, "%w", errors.New(clip(err.Error())))
		}
	}
	return nil
}

var httpMethods = map[string]bool{
	"GET": true, "PUT": true, "POST": true, "DELETE": true, "OPTIONS": true, "HEAD": true, "PATCH": true, "TRACE": true,
	"QUERY": true,
}

// clip shortens what a message repeats of the document.
func clip(s string) string { return string(AppendName(nil, []byte(s), 160)) }
