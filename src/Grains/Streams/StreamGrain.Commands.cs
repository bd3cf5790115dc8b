using Signalbox.Operations;

namespace Signalbox.Streams;

/// <summary>How operations on the stream's entity take their turn between its events.</summary>
internal abstract partial class StreamGrain
{
    // Before the turn, so that of all operations that wait at most one is ahead of an event.
    private readonly SemaphoreSlim _operations = new(1, 1);

    /// <inheritdoc/>
    public async Task<OperationResult> OperateAsync(OperationAttempt attempt, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await TakeTurnAsync(patience, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return OperationResult.InLine(
                $"Other operations on '{_stream}' took longer than {patience.TotalSeconds:0.###} s. Nothing was sent.", TimeSpan.FromSeconds(1));
        }

        var stale = new List<ObjectSignal>();
        try
        {
            return await services.Operations.RunAsync(attempt, key => stale.Add(new ObjectSignal(_key, key, Copy: null)));
        }
        finally
        {
            // A command is a signal like an event.
            if (services.Rules.CanRead(_key.Account))
            {
                Note(stale);
            }

            // The provider's answer may have written rows past this grain.
            _objects = new StreamObjects();
            _turn.Release();
            _operations.Release();
        }
    }

    private async Task TakeTurnAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var waiting = new CancellationTokenSource(patience, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(waiting.Token, cancellationToken);
        await _operations.WaitAsync(either.Token);
        try
        {
            await _turn.WaitAsync(either.Token);
        }
        catch
        {
            _operations.Release();
            throw;
        }
    }
}
