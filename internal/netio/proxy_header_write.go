package netio

import (
	"encoding/binary"
	"hash/crc32"
	"net/netip"
	"strconv"
)

// AppendTLV appends a TLV of a binary header to dst. A value of more than 65535 bytes is cut.
func AppendTLV(dst []byte, kind byte, value []byte) []byte {
	value = value[:min(len(value), 1<<16-1)]
	dst = append(dst, kind)
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(value)))
	return append(dst, value...)
}

// AppendLine appends the header as a line of text (version 1). Addresses of which one is not known, or that are of
// different families, are UNKNOWN.
func (h *ProxyHeader) AppendLine(dst []byte) []byte {
	family := h.family()
	if family == 0 {
		return append(dst, "PROXY UNKNOWN\r\n"...)
	}
	word := "PROXY TCP4 "
	if family == 16 {
		word = "PROXY TCP6 "
	}
	dst = append(dst, word...)
	dst = h.appendIP(dst, h.From)
	dst = append(dst, ' ')
	dst = h.appendIP(dst, h.To)
	dst = append(dst, ' ')
	dst = strconv.AppendUint(dst, uint64(h.From.Port()), 10)
	dst = append(dst, ' ')
	dst = strconv.AppendUint(dst, uint64(h.To.Port()), 10)
	return append(dst, "\r\n"...)
}

func (h *ProxyHeader) appendIP(dst []byte, a Addr) []byte {
	if h.family() == 4 {
		return a.Addr().Unmap().AppendTo(dst)
	}
	return netip.AddrFrom16(a.Addr().As16()).AppendTo(dst)
}

// family is the length of the addresses, 0 where they cannot be told.
func (h *ProxyHeader) family() int {
	switch {
	case !h.From.IsValid() || !h.To.IsValid():
		return 0
	case h.From.Addr().Unmap().Is4() && h.To.Addr().Unmap().Is4():
		return 4
	}
	return 16
}

// AppendBinary appends the header of version 2, with the command LOCAL for a connection of our own. With sum it holds a
// checksum.
func (h *ProxyHeader) AppendBinary(dst []byte, local, sum bool) []byte {
	start := len(dst)
	dst = append(dst, proxySig...)
	if local {
		dst = append(dst, 0x20, 0)
	} else {
		dst = append(dst, 0x21, map[int]byte{4: 0x11, 16: 0x21}[h.family()])
	}
	dst = append(dst, 0, 0)
	if !local {
		dst = h.appendAddrs(dst)
		dst = append(dst, h.TLVs...)
	}
	if sum {
		dst = AppendTLV(dst, TLVCRC32C, make([]byte, 4))
	}
	binary.BigEndian.PutUint16(dst[start+len(proxySig)+2:], uint16(len(dst)-start-proxyFixed))
	if sum {
		value := crc32.Checksum(dst[start:], crc32.MakeTable(crc32.Castagnoli))
		binary.BigEndian.PutUint32(dst[len(dst)-4:], value)
	}
	return dst
}

func (h *ProxyHeader) appendAddrs(dst []byte) []byte {
	switch h.family() {
	case 0:
		return dst
	case 4:
		from, to := h.From.Addr().Unmap().As4(), h.To.Addr().Unmap().As4()
		dst = append(append(dst, from[:]...), to[:]...)
	default:
		from, to := h.From.Addr().As16(), h.To.Addr().As16()
		dst = append(append(dst, from[:]...), to[:]...)
	}
	dst = binary.BigEndian.AppendUint16(dst, h.From.Port())
	return binary.BigEndian.AppendUint16(dst, h.To.Port())
}
