package postgres

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"strconv"
	"time"
)

// The types whose binary form is not simply their text or number, by the
// numbers that every server gives them.
const (
	float4OID      = 700
	float8OID      = 701
	dateOID        = 1082
	timeOID        = 1083
	timestampOID   = 1114
	timestamptzOID = 1184
	timetzOID      = 1266
	numericOID     = 1700
	uuidOID        = 2950
	jsonbOID       = 3802
)

func readInt(v []byte) int64 {
	switch len(v) {
	case 8:
		return int64(binary.BigEndian.Uint64(v))
	case 4:
		return int64(int32(binary.BigEndian.Uint32(v)))
	case 2:
		return int64(int16(binary.BigEndian.Uint16(v)))
	default:
		return 0
	}
}

func readFloat(oid uint32, v []byte) float64 {
	switch {
	case oid == float8OID && len(v) == 8:
		return math.Float64frombits(binary.BigEndian.Uint64(v))
	case oid == float4OID && len(v) == 4:
		// The shortest text of the number in its own precision, 0.1 rather than 0.10000000149.
		f := math.Float32frombits(binary.BigEndian.Uint32(v))
		x, _ := strconv.ParseFloat(strconv.FormatFloat(float64(f), 'g', -1, 32), 64)
		return x
	case oid == numericOID:
		x, _ := strconv.ParseFloat(string(appendNumeric(nil, v)), 64)
		return x
	default:
		return float64(readInt(v))
	}
}

// readTime reads the types of dates and times, which count from the year 2000.
// A time of day is one of the first of January 1970.
func readTime(oid uint32, v []byte) (time.Time, bool) {
	epoch := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	switch {
	case (oid == timestampOID || oid == timestamptzOID) && len(v) == 8:
		return addMicros(epoch, readInt(v)), true
	case oid == dateOID && len(v) == 4:
		return epoch.AddDate(0, 0, int(readInt(v))), true
	case oid == timeOID && len(v) == 8:
		return time.UnixMicro(readInt(v)).UTC(), true
	case oid == timetzOID && len(v) == 12:
		// The zone is given in seconds to the west.
		return time.UnixMicro(readInt(v[:8])).Add(time.Duration(readInt(v[8:])) * time.Second).UTC(), true
	default:
		return time.Time{}, false
	}
}

// addMicros adds what a Duration may be too short for.
func addMicros(t time.Time, micros int64) time.Time {
	s := micros / 1e6
	return time.Unix(t.Unix()+s, (micros-s*1e6)*1e3).UTC()
}

// appendText appends the text of a column whose binary form is another.
func appendText(b []byte, oid uint32, v []byte) []byte {
	switch {
	case oid == numericOID:
		return appendNumeric(b, v)
	case oid == uuidOID && len(v) == 16:
		for i, part := range [...][]byte{v[0:4], v[4:6], v[6:8], v[8:10], v[10:16]} {
			if i > 0 {
				b = append(b, '-')
			}
			b = hex.AppendEncode(b, part)
		}
		return b
	default:
		return append(b, v...)
	}
}

// jsonText drops the version in front of a jsonb's text.
func jsonText(v []byte) []byte {
	if len(v) > 0 && v[0] == 1 {
		return v[1:]
	}
	return v
}

// appendNumeric appends a numeric in plain notation without trailing zeros.
// Its binary form is four numbers of 16 bits (how many digits, the weight of the
// first, the sign, the scale to show) and then the digits, to the base 10000.
func appendNumeric(b, v []byte) []byte {
	if len(v) < 8 || len(v)%2 != 0 {
		return append(b, "NaN"...)
	}
	weight, sign := int(int16(binary.BigEndian.Uint16(v[2:]))), binary.BigEndian.Uint16(v[4:])
	switch sign {
	case 0x4000:
		b = append(b, '-')
	case 0xC000:
		return append(b, "NaN"...)
	case 0xD000:
		return append(b, "Infinity"...)
	case 0xF000:
		return append(b, "-Infinity"...)
	}
	digits := v[8:]
	digit := func(i int) uint16 {
		if i < 0 || 2*i >= len(digits) {
			return 0
		}
		return binary.BigEndian.Uint16(digits[2*i:])
	}
	b = strconv.AppendUint(b, uint64(digit(min(0, weight))), 10)
	for i := 1; i <= weight; i++ {
		b = appendDigits(b, digit(i))
	}
	return appendFraction(b, weight, len(digits)/2, digit)
}

// appendFraction appends the digits after the point; those before it end at weight.
func appendFraction(b []byte, weight, n int, digit func(int) uint16) []byte {
	if n <= weight+1 {
		return b
	}
	b = append(b, '.')
	for i := weight + 1; i < n; i++ {
		b = appendDigits(b, digit(i))
	}
	end := len(b)
	for b[end-1] == '0' {
		end--
	}
	if b[end-1] == '.' {
		end--
	}
	return b[:end]
}

func appendDigits(b []byte, d uint16) []byte {
	return append(b, byte('0'+d/1000%10), byte('0'+d/100%10), byte('0'+d/10%10), byte('0'+d%10))
}
