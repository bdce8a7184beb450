// Package protobuf writes messages of protobuf by hand, as forms that are small and stable need it: fields are appended in
// the order of the calls, without a description of the message.
//
//	var m protobuf.Message
//	m.Text(1, "name")
//	m.Nest(2, func() { m.Varint(1, 42) })
//	send(m.Buf)
package protobuf
