using Signalbox.Projections;
using Signalbox.Reads;

namespace Signalbox.Streams;

/// <summary>
/// How a stream's objects are read from the provider after events said that they changed. Reads run beside the pump, which never waits for
/// one. What this forgets (a refusal, a deactivation, a crash) is found by the scan for rows that stayed provisional.
/// </summary>
internal abstract partial class StreamGrain
{
    // What is due beyond these comes with the next tick.
    private const int MostReadsATick = 16;

    // Less than callers of a grain wait by default.
    private static readonly TimeSpan RefreshTime = TimeSpan.FromSeconds(20);

    private DirtyObjects? _dirty;
    private IGrainTimer? _readTimer;

    /// <inheritdoc/>
    public async Task<RefreshReport> RefreshAsync(RefreshRequest request, CancellationToken cancellationToken)
    {
        if (!services.Rules.CanRead(_key.Account))
        {
            return new RefreshReport(CanRead: false, []);
        }

        var named = request.Objects.Select(TableNames.KeyOf).OfType<ObjectKey>().Take(RefreshRequest.MostObjects).ToList();
        var keys = request.Objects.Count == 0 ? await services.Reads.ObjectsOfAsync(_key, cancellationToken) : named;
        using var time = new CancellationTokenSource(RefreshTime, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        var outcomes = await services.Reads.ReadAsync(_key.Account, keys, request.IsInteractive, either.Token);
        return new RefreshReport(CanRead: true, [.. outcomes.Select(static o => new RefreshedObject(TableNames.NameOf(o.Key), o.Outcome))]);
    }

    /// <summary>Notes what a commit has signalled.</summary>
    private void Note(IReadOnlyList<ObjectSignal> signals)
    {
        if (signals.Count == 0)
        {
            return;
        }

        _dirty ??= new DirtyObjects(services.Reads.Options.Delay, services.Reads.Options.LongestDelay);
        var now = services.Time.GetUtcNow();
        foreach (var signal in signals)
        {
            services.Reads.Metrics.Signalled(_key.Account, _dirty.Add(signal.Key, now));
        }

        SetReadTimer();
    }

    private void SetReadTimer()
    {
        if (_dirty?.NextDue is not { } due)
        {
            return;
        }

        var wait = due - services.Time.GetUtcNow();
        wait = wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        if (_readTimer is null)
        {
            // Interleaves: a read may take seconds, and changes nothing that the grain remembers of its stream.
            _readTimer = this.RegisterGrainTimer(ReadDueAsync, new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        }
        else
        {
            _readTimer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task ReadDueAsync(CancellationToken cancellationToken)
    {
        try
        {
            var due = _dirty!.TakeDue(services.Time.GetUtcNow(), MostReadsATick);
            var outcomes = await services.Reads.ReadAsync(_key.Account, due, isInteractive: false, cancellationToken);
            if (outcomes.Any(static o => o.Outcome is ReadOutcome.Refused))
            {
                _dirty.Clear();
            }
        }
        finally
        {
            SetReadTimer();
        }
    }
}
