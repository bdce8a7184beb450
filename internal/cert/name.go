package cert

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"strings"
)

// attributes are the short names of the parts of distinguished names, as OpenSSL writes them.
var attributes = map[string]string{
	"2.5.4.3": "CN", "2.5.4.4": "SN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST",
	"2.5.4.9": "street", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.12": "title", "2.5.4.13": "description",
	"2.5.4.15": "businessCategory", "2.5.4.17": "postalCode", "2.5.4.41": "name", "2.5.4.42": "GN", "2.5.4.43": "initials",
	"2.5.4.46": "dnQualifier", "2.5.4.65": "pseudonym", "2.5.4.97": "organizationIdentifier",
	"1.2.840.113549.1.9.1": "emailAddress", "0.9.2342.19200300.100.1.25": "DC", "0.9.2342.19200300.100.1.1": "UID",
	"1.3.6.1.4.1.311.60.2.1.1": "jurisdictionL", "1.3.6.1.4.1.311.60.2.1.2": "jurisdictionST", "1.3.6.1.4.1.311.60.2.1.3": "jurisdictionC",
}

// A Part is one part of a distinguished name.
type Part struct{ Name, Value string }

// Parts returns the parts of a distinguished name in their order, none for what is no name.
func Parts(raw []byte) []Part {
	var name pkix.RDNSequence
	if rest, err := asn1.Unmarshal(raw, &name); err != nil || len(rest) > 0 {
		return nil
	}
	var parts []Part
	for _, set := range name {
		for _, a := range set {
			key := a.Type.String()
			if short := attributes[key]; short != "" {
				key = short
			}
			parts = append(parts, Part{key, fmt.Sprint(a.Value)})
		}
	}
	return parts
}

// OneLine returns a distinguished name as /C=FR/O=Some/CN=name. Bytes that are not printable are written as \x and two
// hexadecimal digits.
func OneLine(raw []byte) string {
	var b strings.Builder
	for _, p := range Parts(raw) {
		b.WriteString("/" + p.Name + "=")
		for i := range len(p.Value) {
			if c := p.Value[i]; c < ' ' || c > '~' {
				fmt.Fprintf(&b, "\\x%02X", c)
			} else {
				b.WriteByte(c)
			}
		}
	}
	return b.String()
}

// RFC2253 returns a distinguished name in the form of that document, the last part first.
func RFC2253(raw []byte) string {
	var name pkix.RDNSequence
	if _, err := asn1.Unmarshal(raw, &name); err != nil {
		return ""
	}
	return name.String()
}
