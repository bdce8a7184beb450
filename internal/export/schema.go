package export

import (
	"io"
	"strconv"
	"strings"
)

// Schema writes the JSON schema of the forms JSON and InfoJSON, with the words and ranges that `show schema json` has
// always given.
func Schema(w io.Writer) error {
	_, err := io.WriteString(w, schema())
	return err
}

// largest is the largest whole number that JSON readers keep exactly.
const largest = 1<<53 - 1

func schema() string {
	return object("$schema", str("http://json-schema.org/draft-04/schema#"),
		"oneOf", array(infoSchema(), statSchema(), errorSchema()),
		"definitions", object(
			"field", object("type", str("object"), "pos", integer("0"), "name", ofType("string"), "required", strs("pos", "name")),
			"processNum", integer("1"),
			"tags", tagsSchema(),
			"typedValue", valueSchema(),
		)) + "\n"
}

func infoSchema() string {
	return object("title", str("Info"), "type", str("array"), "items", object(
		"title", str("InfoItem"), "type", str("object"),
		"properties", object("field", ref("field"), "processNum", ref("processNum"), "tags", ref("tags"), "value", ref("typedValue")),
		"required", strs("field", "processNum", "tags", "value")))
}

func statSchema() string {
	return object("title", str("Stat"), "type", str("array"), "items", object(
		"title", str("InfoItem"), "type", str("object"),
		"properties", object(
			"objType", object("enum", strs("Frontend", "Backend", "Listener", "Server", "Unknown")),
			"proxyId", integer("0"), "id", integer("0"), "field", ref("field"), "processNum", ref("processNum"),
			"tags", ref("tags"), "typedValue", ref("typedValue")),
		"required", strs("objType", "proxyId", "id", "field", "processNum", "tags", "value")))
}

func errorSchema() string {
	return object("title", str("Error"), "type", str("object"),
		"properties", object("errorStr", ofType("string")), "required", strs("errorStr"))
}

func tagsSchema() string {
	oneOf := func(of []meaning) string {
		words := make([]string, len(of))
		for i, m := range of {
			words[i] = m.word
		}
		return object("type", str("string"), "enum", strs(words...))
	}
	return object("type", str("object"), "origin", oneOf(origins), "nature", oneOf(natures), "scope", oneOf(scopes),
		"required", strs("origin", "nature", "scope"))
}

func valueSchema() string {
	number := func(typ string, low, high int64) string {
		return typed(object("type", str("string"), "enum", strs(typ)), object("type", str("integer"),
			"minimum", strconv.FormatInt(low, 10), "maximum", strconv.FormatInt(high, 10)))
	}
	names := []string{"s32Value", "s64Value", "u32Value", "u64Value", "strValue"}
	refs := make([]string, len(names))
	for i, n := range names {
		refs[i] = ref("typedValue/definitions/" + n)
	}
	return object("type", str("object"), "oneOf", array(refs...), "definitions", object(
		names[0], number("s32", -1<<31, 1<<31-1),
		names[1], number("s64", -largest, largest),
		names[2], number("u32", 0, 1<<32-1),
		names[3], number("u64", 0, largest),
		names[4], typed(object("type", str("string"), "enum", strs("str")), ofType("string")),
		"unknownValue", typed(integer("0"), object("type", str("string"), "enum", strs("unknown"))),
	))
}

// typed describes a value: its type's name and what it holds.
func typed(typ, value string) string {
	return object("properties", object("type", typ, "value", value), "required", strs("type", "value"))
}

func ref(name string) string { return object("$ref", str("#/definitions/"+name)) }

func ofType(t string) string { return object("type", str(t)) }

func integer(low string) string { return object("type", str("integer"), "minimum", low) }

// object writes pairs of a name and a value that is JSON already.
func object(pairs ...string) string {
	members := make([]string, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		members = append(members, str(pairs[i])+":"+pairs[i+1])
	}
	return "{" + strings.Join(members, ",") + "}"
}

func array(elements ...string) string { return "[" + strings.Join(elements, ",") + "]" }

func strs(words ...string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = str(w)
	}
	return array(quoted...)
}

func str(s string) string { return string(appendJSON(nil, s)) }
