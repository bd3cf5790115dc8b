using System.Collections.Concurrent;

namespace Signalbox.Tests.Grain.Conformance;

/// <summary>What grains and tests tell each other beside their calls: what happened, in order, and doors that stay shut until opened.</summary>
public sealed class Probe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<string> _log = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _signals = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Log => [.. _log];

    /// <summary>Notes that something happened.</summary>
    public void Happened(string what)
    {
        _log.Enqueue(what);
        Signal(what).TrySetResult();
    }

    /// <summary>Waits for something to happen; that may have been before.</summary>
    public async Task Until(string what)
    {
        try
        {
            await Signal(what).Task.WaitAsync(Patience);
        }
        catch (TimeoutException timeout)
        {
            throw new TimeoutException($"'{what}' did not happen within {Patience}. What happened: {string.Join(", ", Log)}.", timeout);
        }
    }

    /// <summary>Waits at a door until it is opened.</summary>
    public Task Door(string name) => Signal($"door {name}").Task;

    public void Open(string name) => Signal($"door {name}").TrySetResult();

    private TaskCompletionSource Signal(string name) =>
        _signals.GetOrAdd(name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
