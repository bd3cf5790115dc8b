using System.Net;

namespace Signalbox.Deliveries;

/// <summary>
/// Asks the operating system, which knows of the hosts file and of the search list too: what it answers is judged all the same. It blocks a thread for
/// as long as nobody answers, and who makes destinations chooses who is to answer: these threads are none of those that everything else runs on.
/// </summary>
internal sealed class SystemNameResolver : INameResolver, IDisposable
{
    private const int MostAtOnce = 64;

    private readonly SemaphoreSlim _free = new(MostAtOnce);

    /// <inheritdoc/>
    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        var asking = Task.Factory.StartNew(Ask, host, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        return await asking.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    // Cannot be stopped: whoever gives up leaves it behind, and its place is free when it ends.
    private IPAddress[] Ask(object? host)
    {
        try
        {
            return Dns.GetHostAddresses((string)host!);
        }
        finally
        {
            _free.Release();
        }
    }
}
