package usage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// parseDocument reads JSON or YAML into one kind of tree, which knows its lines. An error comes with the line it is at.
func parseDocument(text []byte) (root *yaml.Node, line int, err error) {
	if trimmed := bytes.TrimLeft(text, "\ufeff \t\r\n"); len(trimmed) > 0 && trimmed[0] == '{' {
		return parseJSON(text)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, yamlLine(err), err
	}
	if len(doc.Content) == 0 {
		return nil, 1, errors.New("the document is empty")
	}
	return resolved(doc.Content[0]), 1, nil
}

var lineOfYAML = regexp.MustCompile(`line (\d+)`)

// yamlLine finds the line in an error of the parser.
func yamlLine(err error) int {
	if m := lineOfYAML.FindStringSubmatch(err.Error()); m != nil {
		n, _ := strconv.Atoi(m[1])
		return max(n, 1)
	}
	return 1
}

// parseJSON reads JSON. YAML's own way to read it refuses escapes that JSON has.
func parseJSON(text []byte) (*yaml.Node, int, error) {
	p := &jsonParser{text: text, dec: json.NewDecoder(bytes.NewReader(text)), line: 1}
	p.dec.UseNumber()
	root, err := p.value(0)
	if err == nil {
		if _, more := p.dec.Token(); more != io.EOF {
			err = errors.New("something follows the end of the document")
		}
	}
	if err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, 1 + bytes.Count(text[:min(int(syntax.Offset), len(text))], []byte("\n")), err
		}
		return nil, p.at(), err
	}
	return root, 1, nil
}

type jsonParser struct {
	text []byte
	dec  *json.Decoder
	seen int // bytes of which the lines are counted
	line int
}

// at returns the line of the last token.
func (p *jsonParser) at() int {
	to := int(p.dec.InputOffset())
	p.line += bytes.Count(p.text[p.seen:to], []byte("\n"))
	p.seen = to
	return p.line
}

// maxDepth bounds how deep objects stand in each other.
const maxDepth = 200

func (p *jsonParser) value(depth int) (*yaml.Node, error) {
	t, err := p.dec.Token()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	n := &yaml.Node{Kind: yaml.ScalarNode, Line: p.at()}
	delim, nested := t.(json.Delim)
	if !nested {
		if t != nil {
			n.Value = fmt.Sprint(t)
		}
		return n, nil
	}
	if depth == maxDepth {
		return nil, fmt.Errorf("objects stand in each other more than %d deep", maxDepth)
	}
	n.Kind = yaml.SequenceNode
	if delim == '{' {
		n.Kind = yaml.MappingNode
	}
	for p.dec.More() {
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		n.Content = append(n.Content, item)
	}
	_, err = p.dec.Token()
	return n, err
}

// member returns the value of a key of an object, nil without.
func member(n *yaml.Node, key string) *yaml.Node {
	for k, v := range members(n) {
		if k.Value == key {
			return v
		}
	}
	return nil
}

// members yields keys and values of an object; nothing when it is none.
func members(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(k, v *yaml.Node) bool) {
		if n == nil || n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i], resolved(n.Content[i+1])) {
				return
			}
		}
	}
}

// resolved follows an alias of YAML. Aliases are not expanded but looked through, so none makes the document larger.
func resolved(n *yaml.Node) *yaml.Node {
	for range maxDepth {
		if n.Kind != yaml.AliasNode || n.Alias == nil {
			break
		}
		n = n.Alias
	}
	return n
}
