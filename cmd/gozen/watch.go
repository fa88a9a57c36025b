package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long files must be quiet before they are read: editors write a
// file in several steps, and save several files at once.
const settle = 60 * time.Millisecond

// watcher calls changed when one of the files of a schema changes. It watches
// their directories, because editors replace files rather than write to them.
type watcher struct {
	notify *fsnotify.Watcher
	log    *slog.Logger
	files  map[string]bool
}

func newWatcher(log *slog.Logger) (*watcher, error) {
	n, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch schema files: %w", err)
	}
	return &watcher{notify: n, log: log}, nil
}

// follow makes src's files those that are watched.
func (w *watcher) follow(src *source) error {
	w.files = map[string]bool{}
	for file := range src.texts {
		path, err := filepath.Abs(file)
		if err != nil {
			return fmt.Errorf("watch %s: %w", file, err)
		}
		w.files[path] = true
		if err := w.notify.Add(filepath.Dir(path)); err != nil {
			return fmt.Errorf("watch %s: %w", file, err)
		}
	}
	return nil
}

// run calls changed after each change, until ctx ends.
func (w *watcher) run(ctx context.Context, changed func()) {
	quiet := time.NewTimer(settle)
	quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			quiet.Stop()
			return
		case e, ok := <-w.notify.Events:
			if !ok {
				return
			}
			if path, err := filepath.Abs(e.Name); err == nil && w.files[path] && !e.Has(fsnotify.Chmod) {
				quiet.Reset(settle)
			}
		case err, ok := <-w.notify.Errors:
			if !ok {
				return
			}
			// A queue that ran over may have lost the change.
			w.log.Warn("watching schema files", slog.Any("error", err))
			quiet.Reset(settle)
		case <-quiet.C:
			changed()
		}
	}
}

func (w *watcher) close() error { return w.notify.Close() }
