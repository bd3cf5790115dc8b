using Microsoft.Extensions.Options;
using Signalbox.Hosting;
using Signalbox.Providers.Stripe;

namespace Signalbox.People;

/// <summary>Adds how identities are known to be one person, and the query that shows one.</summary>
internal static class PeopleHosting
{
    internal static void AddPeople(this WebApplicationBuilder builder)
    {
        builder.Services.AddSignalboxOptions<PeopleOptions, PeopleOptionsValidator>("People");
        builder.Services.AddSingleton(static s => new StripeProjection(new IdPointer(s.GetRequiredService<IOptions<PeopleOptions>>().Value.CustomerUserId)));
        builder.Services.AddSingleton<IPeopleQueries, PostgresPeopleQueries>();
    }
}
