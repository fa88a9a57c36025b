package recent_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gozen-dev/gozen/internal/recent"
)

func TestWhatIsOwnedIsChangedAlone(t *testing.T) {
	t.Parallel()
	remembered := func() map[string]any {
		return map[string]any{
			"id": int64(1), "nothing": nil, "key": []byte{1, 2}, "none": []any{}, "tags": []any{"a", map[string]any{"b": []any{"c"}}},
			"team": map[string]any{"name": "x", "members": []any{map[string]any{"id": int64(2)}}},
		}
	}
	first := remembered()
	own := recent.OwnMap(first)
	if diff := cmp.Diff(remembered(), own); diff != "" {
		t.Fatal(diff)
	}
	own["id"], own["admin"] = int64(9), true
	own["key"].([]byte)[0] = 9
	own["tags"].([]any)[0] = "z"
	own["tags"].([]any)[1].(map[string]any)["b"].([]any)[0] = "z"
	team := own["team"].(map[string]any)
	team["members"].([]any)[0].(map[string]any)["id"] = int64(9)
	delete(team, "name")
	if diff := cmp.Diff(remembered(), first); diff != "" {
		t.Error(diff)
	}
	if recent.OwnMap(nil) != nil {
		t.Error("nothing is something")
	}
}
