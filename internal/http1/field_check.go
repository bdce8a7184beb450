package http1

// IsToken reports whether text may be a field name or a method (RFC 9110 section 5.6.2).
func IsToken(text []byte) bool { return len(text) > 0 && isClass(text, classToken) }

// IsFieldValue reports whether text may be sent as a field value: no control
// byte but HTAB. Values that rules compute from outside must pass it.
func IsFieldValue(text []byte) bool { return isClass(text, classReason) }
