using System.Threading.Channels;
using Orleans;
using Orleans.Runtime;
using Signalbox.Deliveries;

namespace Signalbox.Tests.Storage.Deliveries;

/// <summary>Grains of destinations that do nothing but note that they were woken.</summary>
internal sealed class WokenGrains : IGrainFactory
{
    private readonly Channel<string> _woken = Channel.CreateUnbounded<string>();

    /// <summary>Reads who was woken, in that order, up to this one.</summary>
    internal async Task<IReadOnlyList<string>> UntilAsync(string last)
    {
        var woken = new List<string>();
        do
        {
            woken.Add(await _woken.Reader.ReadAsync(TestContext.Current.CancellationToken));
        }
        while (woken[^1] != last);
        return woken;
    }

    /// <summary>Whether nobody was woken that was not read.</summary>
    internal bool TryRead(out string? id) => _woken.Reader.TryRead(out id);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey => (TGrainInterface)(object)new WokenGrain(primaryKey, _woken.Writer);

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => throw new NotSupportedException();

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => throw new NotSupportedException();

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => throw new NotSupportedException();

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => throw new NotSupportedException();

    private sealed class WokenGrain(string id, ChannelWriter<string> woken) : IDestinationGrain
    {
        public Task WakeAsync()
        {
            woken.TryWrite(id);
            return Task.CompletedTask;
        }

        public Task<DestinationStatus> GetStatusAsync() => throw new NotSupportedException();
    }
}
