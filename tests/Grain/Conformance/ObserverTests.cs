namespace Signalbox.Tests.Grain.Conformance;

public interface IListener : IGrainObserver
{
    Task HearAsync(string text);

    void Overhear(string text);
}

public interface ISpeakerGrain : IGrainWithStringKey
{
    Task SpeakAsync(IListener listener, string text);

    Task WhisperAsync(IListener listener, string text);
}

[GrainType("conformance-speaker")]
public sealed class SpeakerGrain : Orleans.Grain, ISpeakerGrain
{
    public Task SpeakAsync(IListener listener, string text) => listener.HearAsync(text);

    public Task WhisperAsync(IListener listener, string text)
    {
        listener.Overhear(text);
        return Task.CompletedTask;
    }
}

public sealed class ObserverTests
{
    [Fact]
    public async Task Observer_HearsWhatGrainsCall_UntilItsReferenceIsDeleted()
    {
        await using var host = await GrainHost.StartAsync();
        var listener = new Listener(host.Probe);
        var reference = host.Grains.CreateObjectReference<IListener>(listener);
        var speaker = host.Grains.GetGrain<ISpeakerGrain>("a");

        await speaker.SpeakAsync(reference, "hello");
        Assert.Equal(["heard hello"], host.Probe.Log);
        await speaker.WhisperAsync(reference, "psst");
        await host.Probe.Until("overheard psst");

        host.Grains.DeleteObjectReference<IListener>(reference);
        await Assert.ThrowsAnyAsync<Exception>(() => speaker.SpeakAsync(reference, "anyone?"));
        Assert.DoesNotContain("heard anyone?", host.Probe.Log);
        GC.KeepAlive(listener);
    }

    private sealed class Listener(Probe probe) : IListener
    {
        public Task HearAsync(string text)
        {
            probe.Happened($"heard {text}");
            return Task.CompletedTask;
        }

        public void Overhear(string text) => probe.Happened($"overheard {text}");
    }
}
