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
        // Taken before: the container is gone when RunAsync returns.
        var fault = app.Services.GetRequiredService<ProcessFault>();
        var background = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await app.RunAsync();
        if (fault.First is { } reported)
        {
            throw reported;
        }

        return background.Exists(static service => service.ExecuteTask is { IsFaulted: true }) ? ExitCode.Failed : ExitCode.Stopped;
    }

    internal static void AddBanner(this IHostApplicationBuilder builder) => builder.Services.AddHostedService<Banner>();
}
