using Microsoft.Extensions.Options;

namespace Signalbox.Operations;

/// <summary>
/// Records an operation, asks the provider, records the outcome. An attempt that told nothing is repeated under the same key, by this process
/// or another (<see cref="OperationSettler"/>), until the provider has said what became of it.
/// </summary>
internal sealed partial class OperationRunner(
    IOperationStore store, IProviderCommands commands, IOptions<OperationOptions> options, Random random, TimeProvider time, ILogger<OperationRunner> logger)
    : IOperations
{
    private readonly OperationOptions _options = options.Value;

    /// <inheritdoc/>
    public bool CanCall(string account) => commands.CanCall(account);

    /// <inheritdoc/>
    public Task<Operation?> FindAsync(string id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    /// <inheritdoc/>
    public async Task<OperationAnswer> RunAsync(OperationRequest request, bool isAsync, CancellationToken cancellationToken)
    {
        isAsync |= !commands.CallsHere;
        var id = $"op_{Guid.CreateVersion7(time.GetUtcNow()):n}";
        var (operation, isNew) = await store.BeginAsync(id, request, isAsync ? TimeSpan.Zero : _options.Lease, cancellationToken);
        if (!isNew)
        {
            return new OperationAnswer(operation.Answer(StoredOperation.HashOf(request)), operation.Shown);
        }

        // From here on the caller's patience does not matter: what was begun is carried through.
        return isAsync || await AttemptAsync(operation) is not { } outcome
            ? new OperationAnswer(OperationAnswerKind.Accepted, operation.Shown)
            : new OperationAnswer(OperationAnswerKind.Done, operation.Shown with { Outcome = outcome });
    }

    /// <summary>One attempt at an operation that is in the caller's hands.</summary>
    /// <returns>Its outcome, recorded; <see langword="null"/> if there is none yet.</returns>
    internal async Task<Outcome?> AttemptAsync(StoredOperation operation)
    {
        var shown = operation.Shown;
        var result = time.GetUtcNow() - shown.CreatedAt > _options.GiveUpAfter
            ? AttemptResult.Final(ProblemOutcome.Of(502, "outcome_unknown", $"Nobody knows whether {shown.Name} was carried out, and asking again might do it twice. Look for {shown.Id} at the provider."))
            : await AskAsync(operation);
        if (result.Outcome is { } outcome)
        {
            // Should another attempt have begun meanwhile, it learns the same from the provider and records it.
            return await store.FinishAsync(shown.Id, shown.Attempts, outcome, CancellationToken.None) ? outcome : null;
        }

        var doublings = Math.Min(Math.Max(shown.Attempts - 1, 0), 30);
        var wait = TimeSpan.FromTicks(Math.Min(_options.FirstWait.Ticks << Math.Min(doublings, 20), _options.LongestWait.Ticks)) * (0.8 + (0.4 * random.NextDouble()));
        wait = result.RetryAfter is { } asked && asked > wait ? TimeSpan.FromTicks(Math.Min(asked.Ticks, TimeSpan.FromHours(1).Ticks)) : wait;
        LogUnsettled(logger, shown.Id, shown.Name, shown.Account, shown.Attempts, wait, result.Unsettled!);
        await store.PostponeAsync(shown.Id, shown.Attempts, result.Unsettled!, wait, CancellationToken.None);
        return null;
    }

    private async Task<AttemptResult> AskAsync(StoredOperation operation)
    {
        using var timeout = new CancellationTokenSource(_options.CallTimeout, time);
        try
        {
            return await commands.AttemptAsync(operation, timeout.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return AttemptResult.Unknown($"The provider did not answer within {_options.CallTimeout.TotalSeconds} s.");
        }
    }

    [LoggerMessage(5001, LogLevel.Warning, "{Operation} ({Name}, {Account}): attempt {Attempt} told nothing, the next in {Wait}: {Reason}")]
    private static partial void LogUnsettled(ILogger logger, string operation, string name, string account, int attempt, TimeSpan wait, string reason);
}
