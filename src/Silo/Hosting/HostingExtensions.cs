using Signalbox.Access;

namespace Signalbox.Hosting;

/// <summary>Registers what this folder hosts.</summary>
internal static class HostingExtensions
{
    internal static void AddApiKeys(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ApiKeys>();
        builder.Services.AddSingleton<IApiKeys>(static services => services.GetRequiredService<ApiKeys>());
        builder.Services.AddHostedService(static services => services.GetRequiredService<ApiKeys>());
    }

    /// <summary>Runs until the process is asked to stop, or a part of it finds that it must.</summary>
    /// <exception cref="StartupException">The fault that a part reported.</exception>
    internal static async Task<ExitCode> RunToEndAsync(this WebApplication app)
    {
        var fault = app.Services.GetRequiredService<ProcessFault>();
        var background = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        try
        {
            await app.StartAsync();
            await app.WaitForShutdownAsync();
        }
        catch (Exception e)
        {
            // What has started is stopped in order; merely disposing of it would look to the host like crashed services.
            var wasAsked = e is OperationCanceledException && app.Lifetime.ApplicationStopping.IsCancellationRequested;
            await app.StopAsync();
            if (!wasAsked)
            {
                throw;
            }
        }

        if (fault.First is { } reported)
        {
            throw reported;
        }

        return background.Exists(static service => service.ExecuteTask is { IsFaulted: true }) ? ExitCode.Failed : ExitCode.Stopped;
    }

    /// <param name="builder">The host's builder.</param>
    /// <param name="startedAt">When the start began (<see cref="System.Diagnostics.Stopwatch"/> ticks).</param>
    internal static void AddBanner(this IHostApplicationBuilder builder, long startedAt) =>
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<Banner>(services, startedAt));
}
