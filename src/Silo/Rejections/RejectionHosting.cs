using Signalbox.Hosting;

namespace Signalbox.Rejections;

/// <summary>Adds the sample of refused webhooks to processes with the API.</summary>
internal static class RejectionHosting
{
    internal static void AddRejections(this WebApplicationBuilder builder, Roles roles)
    {
        builder.Services.AddSignalboxOptions<RejectionOptions, RejectionOptionsValidator>("Rejections");
        if (roles.HasFlag(Roles.Api))
        {
            builder.Services.AddSingleton<PostgresRejections>();
            builder.Services.AddSingleton<IRejections>(static s => s.GetRequiredService<PostgresRejections>());
            builder.Services.AddHostedService<RejectionWriter>();
        }
    }
}
