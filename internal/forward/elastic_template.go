package forward

import (
	"maps"
	"strings"

	"metergate/internal/metric"
)

// elasticComponent is the component template with the types of all fields; the index templates of sections use it.
const elasticComponent = "metergate-fields"

// elasticMappings returns the types of all fields of all documents.
func elasticMappings() map[string]any {
	all := map[string]any{}
	for k := range metric.Kind(len(metric.Tags{})) {
		for _, f := range newElasticSheet(k, nil) {
			elasticProperty(all, f.name, f.as.mapping())
		}
	}
	for _, f := range newElasticLogSheet(nil) {
		elasticProperty(all, f.name, f.as.mapping())
	}
	for _, name := range elasticAliases {
		elasticProperty(all, name, map[string]any{"type": "alias", "path": elasticPID})
	}
	return map[string]any{
		"date_detection": false,
		"dynamic_templates": []any{map[string]any{"texts": map[string]any{
			"match_mapping_type": "string", "mapping": elasticKeyword.mapping(),
		}}},
		"properties": all,
	}
}

// mapping says what a field of the type is. Shares have three decimals, as Metricbeat's; longer texts are kept and not
// searched for, as there.
func (t elasticType) mapping() map[string]any {
	if t == elasticList { // any field may hold several
		t = elasticKeyword
	}
	m := map[string]any{"type": string(t)}
	switch t {
	case elasticShare:
		m["scaling_factor"] = 1000
	case elasticKeyword:
		m["ignore_above"] = 1024
	}
	return m
}

// elasticProperty puts a field in its place.
func elasticProperty(all map[string]any, name string, mapping map[string]any) {
	group, rest, deeper := strings.Cut(name, ".")
	if !deeper {
		all[group] = mapping
		return
	}
	inner, known := all[group].(map[string]any)
	if !known {
		inner = map[string]any{"properties": map[string]any{}}
		all[group] = inner
	}
	elasticProperty(inner["properties"].(map[string]any), rest, mapping)
}

// componentTemplate is the body of elasticComponent.
func componentTemplate() map[string]any {
	return map[string]any{"template": map[string]any{
		"settings": map[string]any{"index": map[string]any{"codec": "best_compression", "mapping": map[string]any{"total_fields": map[string]any{"limit": 2000}}}},
		"mappings": elasticMappings(),
	}}
}

// template is the body of the index template. Its priority is above those that Elasticsearch brings along.
func (x *elasticIndex) template() map[string]any {
	t := map[string]any{"index_patterns": []string{x.pattern()}, "composed_of": []string{elasticComponent}, "priority": 300}
	if x.stream {
		t["data_stream"] = map[string]any{}
	}
	return t
}

// templateName is the name of the index template.
func (x *elasticIndex) templateName() string {
	return "metergate-" + strings.Trim(x.before+x.after, "-_.")
}

// marked returns the body of a template with a note that it is ours, and a sum of it.
func marked(body map[string]any, sum string) map[string]any {
	body = maps.Clone(body)
	body["_meta"] = elasticMark{elasticOwner, sum}
	return body
}

// An elasticMark is what we note in templates.
type elasticMark struct {
	Owner string `json:"managed_by"`
	Sum   string `json:"checksum"`
}

const elasticOwner = "metergate"
