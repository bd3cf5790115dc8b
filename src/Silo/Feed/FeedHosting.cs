using Signalbox.Access;
using Signalbox.Hosting;
using Signalbox.Postgres;

namespace Signalbox.Feed;

/// <summary>Adds what tells of the outbox, and the live feed to processes with the API.</summary>
internal static class FeedHosting
{
    internal static void AddFeed(this WebApplicationBuilder builder, Roles roles)
    {
        var services = builder.Services;
        services.AddSignalboxOptions<FeedOptions, FeedOptionsValidator>("Feed");
        services.AddSingleton<ProcessWakes>();
        services.AddHostedService(static s => s.GetRequiredService<ProcessWakes>());
        services.AddSingleton<OutboxSignal>();
        if (roles.HasFlag(Roles.Api))
        {
            services.AddSingleton<OutboxPages>();
            services.AddSingleton<OutboxTail>();
            services.AddHostedService(static s => s.GetRequiredService<OutboxTail>());
            services.AddSingleton<IFeed, PostgresFeed>();
            services.AddSingleton<ReadTokenWatch>();
            services.AddHostedService(static s => s.GetRequiredService<ReadTokenWatch>());
            services.AddSingleton<IReadTokens, PostgresReadTokens>();
        }
    }
}
