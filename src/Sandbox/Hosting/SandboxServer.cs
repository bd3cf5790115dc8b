using System.Net;
using Microsoft.Extensions.Options;

namespace Signalbox.Sandbox;

/// <summary>
/// A Stripe for development and tests, on this machine: stateful, deterministic from a seed, with faults on demand. Safe for any number of
/// callers at once. Everything is in memory, and gone when it stops.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private bool _isStopped;

    private SandboxServer(WebApplication app, Uri baseAddress) => (_app, BaseAddress) = (app, baseAddress);

    /// <summary>Where it listens: the API under <c>/v1</c>, the control API under <c>/sandbox</c>.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Starts one on a free port of the loopback interface.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="time">The real clock, which the account's follows. Null for the system's.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="OptionsValidationException">An option is out of its range.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions? options = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        builder.AddSandbox(options ?? new SandboxOptions(), time ?? TimeProvider.System);
        var app = builder.Build();
        try
        {
            app.MapSandbox();
            await app.StartAsync(cancellationToken);
            return new SandboxServer(app, new Uri(app.Urls.First()));
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops it: requests that hang are cut, webhooks on their way are given up. Again: does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isStopped, true))
        {
            return;
        }

        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
