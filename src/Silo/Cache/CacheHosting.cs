using Microsoft.Extensions.Options;
using Signalbox.Hosting;

namespace Signalbox.Cache;

/// <summary>Adds the cache of objects as their provider has them.</summary>
internal static class CacheHosting
{
    /// <summary>Only where grains run: they call providers. Call after the calls and the reads have been added.</summary>
    internal static void AddCache(this WebApplicationBuilder builder, Roles roles)
    {
        var services = builder.Services;
        services.AddSignalboxOptions<CacheOptions, CacheOptionsValidator>("Cache");
        if (!roles.HasFlag(Roles.Grains))
        {
            return;
        }

        services.AddSingleton(static s =>
        {
            var options = s.GetRequiredService<IOptions<CacheOptions>>().Value;
            return new CacheMemory(options.MostEntries, options.MostBytes);
        });
        services.AddSingleton<CacheMetrics>();
        services.AddSingleton<IRowStates, PostgresRowStates>();
        services.AddSingleton<ObjectLoader>();
        services.AddSingleton<ICachedObjects, ObjectCache>();
    }
}
