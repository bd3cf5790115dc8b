namespace Signalbox.Hosting;

/// <summary>Why the process must end although nobody asked it to: found by a background part, told and turned into an exit code at the end.</summary>
internal sealed class ProcessFault(IHostApplicationLifetime lifetime)
{
    private StartupException? _first;

    /// <summary>The first that was reported; <see langword="null"/> if none was.</summary>
    internal StartupException? First => Volatile.Read(ref _first);

    /// <summary>Ends the process in good order.</summary>
    internal void Report(StartupException fault)
    {
        Interlocked.CompareExchange(ref _first, fault, null);
        lifetime.StopApplication();
    }
}
