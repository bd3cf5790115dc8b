namespace Signalbox.Tests.Grain.Streams;

/// <summary>Where a fake lets its caller wait until the test opens.</summary>
internal sealed class Door
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Somebody stands at the door.</summary>
    internal Task ReachedAsync() => _reached.Task.WaitAsync(Patience);

    internal void Open() => _opened.TrySetResult();

    /// <summary>Waits at the door; those who come after it was opened go through.</summary>
    internal Task PassAsync()
    {
        _reached.TrySetResult();
        return _opened.Task;
    }
}
