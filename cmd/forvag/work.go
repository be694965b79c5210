package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"forvag/internal/casework"
	"forvag/internal/outbox"
	lifestore "forvag/lifeevents/sqlstore"
)

// outboxPoll is how often the outbox is looked into.
const outboxPoll = 2 * time.Second

// finishedKept is how long the keys of jobs that are done are kept, so that the same job put in again is known.
const finishedKept = 30 * 24 * time.Hour

// work is what a process does beside answering: jobs from the outbox, and their metrics.
type work struct {
	worker, telling *outbox.Worker
	events          *prometheus.CounterVec
	offers          *prometheus.CounterVec
	jobs            *prometheus.GaugeVec
	// wake has the worker look into the outbox at once.
	wake chan struct{}
}

// rouse has the worker look into the outbox at once.
func (w *work) rouse() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

func newWork(in *instance, r prometheus.Registerer) *work {
	w := &work{
		wake: make(chan struct{}, 1),
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "forvag_case_events_total", Help: "What happened in cases and parties may see, by kind, as counted from the outbox.",
		}, []string{"kind"}),
		offers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "forvag_life_news_total", Help: "What life events have offered or told residents, and reminders of it, as counted from the outbox.",
		}, []string{"news"}),
		jobs: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "forvag_outbox_jobs", Help: "Jobs in the outbox: due, waiting, and dead, which need a person.",
		}, []string{"state"}),
	}
	r.MustRegister(w.events, w.offers, w.jobs)
	w.worker = &outbox.Worker{
		Queue: in.queue, Jitter: rand.Float64, Log: in.log, Parallel: 1, Poll: outboxPoll, Wake: w.wake,
		Handlers: map[string]outbox.Handler{casework.NewsTopic: w.news(in), lifestore.CaseTopic: in.openLifeCase, lifestore.NewsTopic: w.lifeNews(in)},
	}
	w.telling = telling(in)
	return w
}

// news lets bookings, the notice board and those who are told follow an event, and counts it. A payload that cannot be read will not be better for trying again.
func (w *work) news(in *instance) outbox.Handler {
	return func(ctx context.Context, job outbox.Claim) (retry bool, err error) {
		var news casework.EventNews
		if err := job.Decode(&news); err != nil {
			return false, err
		}
		if err := errors.Join(in.site.FollowBookings(ctx, news), in.site.FollowNotices(ctx, news), in.site.Notify.Follow(ctx, news)); err != nil {
			return true, err
		}
		w.events.WithLabelValues(string(news.Kind)).Inc()
		return false, nil
	}
}

// lifeNews tells residents what they are offered, and reminds them of it, and counts it.
func (w *work) lifeNews(in *instance) outbox.Handler {
	return func(ctx context.Context, job outbox.Claim) (retry bool, err error) {
		var news lifestore.News
		if err := job.Decode(&news); err != nil {
			return false, err
		}
		if news.At.IsZero() {
			news.At = in.clock()
		}
		if err := in.site.Notify.FollowEffect(ctx, news.Receiver, news.Effect, news.Reminder, news.At); err != nil {
			return true, err
		}
		kind := "offer"
		if news.Reminder > 0 {
			kind = "reminder"
		}
		w.offers.WithLabelValues(kind).Inc()
		return false, nil
	}
}

// gauge brings the gauges up to date.
func (w *work) gauge(ctx context.Context, q *outbox.Queue) error {
	c, err := q.Counts(ctx)
	if err != nil {
		return err
	}
	for state, n := range map[string]int{"due": c.Due, "waiting": c.Waiting, "dead": c.Dead} {
		w.jobs.WithLabelValues(state).Set(float64(n))
	}
	return nil
}
