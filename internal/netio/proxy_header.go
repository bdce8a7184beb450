package netio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// A ProxyHeader is what a header of the PROXY protocol says of the connection that it begins: version 1 is a line of text,
// version 2 is binary (https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt).
type ProxyHeader struct {
	From, To Addr   // zero where they are not told
	TLVs     []byte // the raw list of type, length and value; a view
}

// What is wrong with the beginning of a connection where a header is expected.
var (
	ErrNoProxyHeader  = errors.New("no header of the PROXY protocol")
	ErrBadProxyHeader = errors.New("invalid header of the PROXY protocol")
	ErrProxyFamily    = errors.New("unknown protocol in a header of the PROXY protocol")
)

// MaxProxyHeader is how long a header may be.
const MaxProxyHeader = 16 << 10

const (
	proxyLine    = "PROXY "
	maxProxyLine = 107 // with its line feed
	proxySig     = "\r\n\r\n\x00\r\nQUIT\n"
	proxyFixed   = len(proxySig) + 4
)

// The types of TLVs that have a meaning here.
const (
	TLVALPN      = 0x01
	TLVAuthority = 0x02
	TLVCRC32C    = 0x03
	TLVUniqueID  = 0x05
	TLVSSL       = 0x20
)

// ParseProxyHeader reads the header at the beginning of view and returns how long it is; 0 asks for more.
func ParseProxyHeader(view []byte) (h ProxyHeader, n int, err error) {
	switch {
	case begins(view, proxySig):
		return parseBinary(view)
	case begins(view, proxyLine):
		return parseLine(view)
	}
	return h, 0, ErrNoProxyHeader
}

// begins reports whether view and text agree as far as both go.
func begins(view []byte, text string) bool {
	n := min(len(view), len(text))
	return string(view[:n]) == text[:n]
}

func parseLine(view []byte) (h ProxyHeader, n int, err error) {
	end := bytes.IndexByte(view[:min(len(view), maxProxyLine)], '\n')
	switch {
	case end < 0 && len(view) >= maxProxyLine:
		return h, 0, ErrBadProxyHeader
	case end < 0:
		return h, 0, nil
	case end == 0 || view[end-1] != '\r':
		return h, 0, ErrBadProxyHeader
	}
	words := strings.Split(string(view[:end-1]), " ")
	switch {
	case words[1] == "UNKNOWN":
		return h, end + 1, nil
	case words[1] != "TCP4" && words[1] != "TCP6":
		return h, 0, ErrProxyFamily
	case len(words) != 6:
		return h, 0, ErrBadProxyHeader
	}
	from, ok1 := lineAddr(words[1], words[2], words[4])
	to, ok2 := lineAddr(words[1], words[3], words[5])
	if !ok1 || !ok2 {
		return h, 0, ErrBadProxyHeader
	}
	return ProxyHeader{From: from, To: to}, end + 1, nil
}

func lineAddr(family, ip, port string) (Addr, bool) {
	a, err := netip.ParseAddr(ip)
	if err != nil || a.Zone() != "" || a.Is4() != (family == "TCP4") {
		return Addr{}, false
	}
	p, err := strconv.ParseUint(port, 10, 16)
	if err != nil || len(port) > 1 && port[0] == '0' {
		return Addr{}, false
	}
	return IPAddr(netip.AddrPortFrom(a, uint16(p))), true
}

func parseBinary(view []byte) (h ProxyHeader, n int, err error) {
	if len(view) < proxyFixed {
		return h, 0, nil
	}
	command, family := view[len(proxySig)], view[len(proxySig)+1]
	n = proxyFixed + int(binary.BigEndian.Uint16(view[len(proxySig)+2:]))
	switch {
	case command != 0x20 && command != 0x21, n > MaxProxyHeader:
		return h, 0, ErrBadProxyHeader
	case len(view) < n:
		return h, 0, nil
	case command == 0x20: // LOCAL: the sender's own connection
		return h, n, nil
	}
	body := view[proxyFixed:n]
	size := map[byte]int{0x11: 4, 0x21: 16}[family]
	if size > 0 {
		if len(body) < 2*size+4 {
			return h, 0, ErrBadProxyHeader
		}
		from, _ := netip.AddrFromSlice(body[:size])
		to, _ := netip.AddrFromSlice(body[size : 2*size])
		h.From = IPAddr(netip.AddrPortFrom(from, binary.BigEndian.Uint16(body[2*size:])))
		h.To = IPAddr(netip.AddrPortFrom(to, binary.BigEndian.Uint16(body[2*size+2:])))
		h.TLVs = body[2*size+4:]
	}
	if !h.wellFormed(view[:n]) {
		return ProxyHeader{}, 0, ErrBadProxyHeader
	}
	return h, n, nil
}

// wellFormed reports whether the TLVs fill their room, and fit a checksum that is among them.
func (h *ProxyHeader) wellFormed(whole []byte) bool {
	rest := h.TLVs
	for len(rest) > 0 {
		value, more, ok := nextTLV(rest)
		switch {
		case !ok:
			return false
		case rest[0] == TLVCRC32C && !checked(whole, len(whole)-len(rest)+3, value):
			return false
		case rest[0] == TLVUniqueID && len(value) > maxUniqueID:
			return false
		}
		rest = more
	}
	return true
}

// maxUniqueID is the longest value of the TLV unique id that the protocol allows.
const maxUniqueID = 128

// checked reports whether the checksum at a place of the header is that of the header with zeroes in its stead.
func checked(whole []byte, at int, sum []byte) bool {
	if len(sum) != 4 {
		return false
	}
	blank := slices.Clone(whole)
	clear(blank[at : at+4])
	return crc32.Checksum(blank, crc32.MakeTable(crc32.Castagnoli)) == binary.BigEndian.Uint32(sum)
}

func nextTLV(list []byte) (value, rest []byte, ok bool) {
	if len(list) < 3 {
		return nil, nil, false
	}
	n := int(binary.BigEndian.Uint16(list[1:]))
	if len(list)-3 < n {
		return nil, nil, false
	}
	return list[3 : 3+n], list[3+n:], true
}

// FindTLV returns the value of the first TLV of a type in a list, and whether there is one.
func FindTLV(list []byte, kind byte) ([]byte, bool) {
	for len(list) > 0 {
		value, rest, ok := nextTLV(list)
		if !ok {
			return nil, false
		}
		if list[0] == kind {
			return value, true
		}
		list = rest
	}
	return nil, false
}
