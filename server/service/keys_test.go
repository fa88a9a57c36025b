package service_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestKeysThatAreNone(t *testing.T) {
	t.Parallel()
	good := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32)))
	short := base64.StdEncoding.EncodeToString([]byte("short secret"))
	each(t, func(t *testing.T, s *stage) {
		for _, tt := range []struct {
			name, encryption string
			want             int
		}{
			{"a key", `{"encryptionKey":"` + good + `"}`, 200},
			{"and older ones", `{"encryptionKey":"` + good + `","decryptionKeys":["` + good + `"]}`, 200},
			{"of the client's own", `"client"`, 200},
			{"a word", `"` + good + `"`, 400},
			{"a list", `[]`, 400},
			{"nothing in it", `{}`, 400},
			{"a short one", `{"encryptionKey":"` + short + `"}`, 400},
			{"no base64", `{"encryptionKey":"` + strings.Repeat("!", 44) + `"}`, 400},
			{"a number", `{"encryptionKey":7}`, 400},
			{"another member", `{"encryptionKey":"` + good + `","key":"` + short + `"}`, 400},
			{"an older one that is short", `{"encryptionKey":"` + good + `","decryptionKeys":["` + short + `"]}`, 400},
			{"older ones that are no list", `{"encryptionKey":"` + good + `","decryptionKeys":"` + good + `"}`, 400},
			{"too many", `{"encryptionKey":"` + good + `","decryptionKeys":["` + strings.Repeat(good+`","`, 64) + good + `"]}`, 400},
		} {
			body := fmt.Sprintf(`{"model":"note","operation":"count","options":{"encryption":%s}}`, tt.encryption)
			got, text := s.send(t, s.request(t, http.MethodPost, "/query", body))
			if got != tt.want || strings.Contains(text, good) || strings.Contains(text, short) {
				t.Errorf("%s: got %d %s, want %d", tt.name, got, text, tt.want)
			}
		}
	})
}
