using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Signalbox.Operations;

/// <summary>
/// Records an operation, has it carried out, answers its outcome. An attempt that told nothing is repeated under the same key, by this process
/// or another (<see cref="OperationSettler"/>), until the provider has said what became of it.
/// </summary>
internal sealed class OperationRunner(
    IOperationStore store, IProviderCommands commands, OperationStreams streams, OperationRouter? router, IOptions<OperationOptions> options, TimeProvider time) : IOperations
{
    // How soon somebody who waits for another's outcome learns of it: the longer it takes, the later.
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public bool CanCall(string account) => commands.CanCall(account);

    /// <inheritdoc/>
    public Task<Operation?> FindAsync(string id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    /// <inheritdoc/>
    public async Task<OperationAnswer> RunAsync(OperationRequest request, OperationPreference preference, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var answer = await BeginAsync(request, preference.IsAsync, cancellationToken);
            if (answer.Kind is not (OperationAnswerKind.Running or OperationAnswerKind.Accepted)
                || await WaitAsync(answer, preference.Wait - time.GetElapsedTime(began), cancellationToken) is not { } later)
            {
                return answer;
            }

            if (later.Operation.Outcome is not null)
            {
                return later;
            }

            // It was released, since nothing had been sent: this request is as good as any to be the next.
        }
    }

    private async Task<OperationAnswer> BeginAsync(OperationRequest request, bool isAsync, CancellationToken cancellationToken)
    {
        isAsync |= router is null;
        var id = $"op_{Guid.CreateVersion7(time.GetUtcNow()):n}";
        var stream = await streams.OfAsync(
            new OperationAttempt(id, request.Account, request.Name, Number: 0, time.GetUtcNow(), request.Body), cancellationToken);
        var (operation, isNew) = await store.BeginAsync(id, request, stream, isAsync ? TimeSpan.Zero : options.Value.Lease, cancellationToken);
        return !isNew ? new OperationAnswer(operation.Answer(StoredOperation.HashOf(request)), operation.Shown)
            : isAsync ? new OperationAnswer(OperationAnswerKind.Accepted, operation.Shown)
            : await FirstAttemptAsync(operation);
    }

    /// <summary>From here on the caller's patience does not matter: what was begun is carried through.</summary>
    private async Task<OperationAnswer> FirstAttemptAsync(StoredOperation operation)
    {
        var attempt = operation.ToAttempt();
        var result = await router!.RunAsync(attempt);
        switch (result.State)
        {
            case OperationState.Finished:
                return new OperationAnswer(OperationAnswerKind.Done, operation.Shown with { Outcome = new Outcome(result.Status, result.Body) });

            case OperationState.NotSent or OperationState.InLine when await store.ReleaseAsync(attempt.Id, attempt.Number, CancellationToken.None):
                return new OperationAnswer(OperationAnswerKind.Refused, operation.Shown, new OperationRefusal(result.Status, result.Reason!, result.RetryAfter));

            case OperationState.NotSent or OperationState.InLine or OperationState.Unsettled:
                return new OperationAnswer(OperationAnswerKind.Accepted, operation.Shown);

            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Waits for the outcome of what is under way.</summary>
    /// <returns>The answer with it; the one at hand, if the operation is no more; <see langword="null"/> if time is up.</returns>
    private async Task<OperationAnswer?> WaitAsync(OperationAnswer answer, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var look = FirstLook;
        while (patience - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < look ? left : look, time, cancellationToken);
            look = look * 2 < LongestLook ? look * 2 : LongestLook;
            var now = await store.FindAsync(answer.Operation.Id, cancellationToken);
            if (now is null)
            {
                return answer;
            }

            if (now.Outcome is not null)
            {
                return new OperationAnswer(answer.Kind is OperationAnswerKind.Running ? OperationAnswerKind.Replayed : OperationAnswerKind.Done, now);
            }
        }

        return null;
    }
}
