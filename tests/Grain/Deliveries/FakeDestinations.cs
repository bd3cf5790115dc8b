using System.Diagnostics.CodeAnalysis;
using Signalbox.Destinations;

namespace Signalbox.Tests.Grain.Deliveries;

/// <summary>Destinations that a test names.</summary>
internal sealed class FakeDestinations : IDestinations
{
    private readonly Dictionary<int, Destination> _all = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<Destination> Enabled { get; private set; } = [];

    public IReadOnlyList<Destination> For(string? tenant) => [.. Enabled.Where(d => d.Tenant == tenant || d.Tenant == DestinationMatch.Everybody)];

    public bool TryFind(string id, [NotNullWhen(true)] out Destination? destination) => (destination = _all.Values.FirstOrDefault(d => d.Id == id)) is not null;

    public bool TryFind(int number, [NotNullWhen(true)] out Destination? destination) => _all.TryGetValue(number, out destination);

    public Task ChangedAsync(CancellationToken cancellationToken) => _changed.Task.WaitAsync(cancellationToken);

    /// <summary>Puts a destination in the place of the one with its number.</summary>
    internal void Put(Destination destination)
    {
        _all[destination.Number] = destination;
        Enabled = [.. _all.Values.Where(static d => d.IsEnabled)];
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }
}
