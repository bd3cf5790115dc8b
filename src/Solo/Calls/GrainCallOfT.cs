namespace Orleans.Runtime;

/// <summary>What a method without a result answers.</summary>
internal readonly struct NoResult;

/// <summary>A request whose answer is a <typeparamref name="T"/>, or <see cref="NoResult"/>.</summary>
internal abstract class GrainCall<T> : GrainCall
{
    private TaskCompletionSource<T>? _answer;

    internal override bool IsAnswered => _answer is { Task.IsCompleted: true };

    /// <summary>The task that the caller waits for. Not asked for when nobody waits.</summary>
    // Callers' continuations never run inside a grain's turn.
    internal Task<T> Await() => (_answer ??= new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    internal override void Answer(Task outcome)
    {
        if (_answer is not { } answer)
        {
            return;
        }

        var done = outcome switch
        {
            Task<T> typed => answer.TrySetFromTask(typed),
            { IsFaulted: true } => answer.TrySetException(outcome.Exception!.InnerExceptions),
            { IsCanceled: true } => answer.TrySetCanceled(CancellationToken.None),
            _ => answer.TrySetResult(default!),
        };
        if (done)
        {
            Answered();
        }
    }

    internal override bool Fail(Exception exception)
    {
        if (_answer is not { } answer || !answer.TrySetException(exception))
        {
            return false;
        }

        Answered();
        return true;
    }

    internal override void Cancel(CancellationToken token)
    {
        if (_answer is { } answer && answer.TrySetCanceled(token))
        {
            Answered();
        }
    }

    internal override object? ResultOf(Task completed) => completed is Task<T> typed and not Task<NoResult> ? typed.Result : null;

    internal override Task InvokeThrough(IncomingCall filters)
    {
        return InvokeAsync();

        async Task<T> InvokeAsync()
        {
            await filters.Invoke();
            return typeof(T) == typeof(NoResult) ? default! : (T)filters.Result!;
        }
    }
}
