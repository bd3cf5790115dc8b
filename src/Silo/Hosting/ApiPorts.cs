using Signalbox.Care;
using Signalbox.Events;
using Signalbox.Health;
using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Hosting;

/// <summary>Adds the HTTP surface with what it reads.</summary>
internal static class ApiPorts
{
    internal static void AddHttpApi(this WebApplicationBuilder builder)
    {
        builder.AddApi();
        var services = builder.Services;
        services.AddSingleton<IStreamQueries, PostgresStreamQueries>();
        services.AddSingleton<IEventQueries, PostgresEventQueries>();
        services.AddSingleton<IProjectionQueries, PostgresProjectionQueries>();
        services.AddSingleton<IDeadLetterQueries, PostgresDeadLetterQueries>();
        services.AddSingleton<IReadinessCheck, DatabaseReadiness>();
    }
}
