using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.Ingress;
using Signalbox.OpenApi;

namespace Signalbox.People;

/// <summary><c>/v1/people/{id}</c>: one person over all providers.</summary>
internal static class PeopleEndpoints
{
    /// <summary>For the API's description; a test reads it as what it is an example of.</summary>
    internal const string Example = """
        {
          "id": "user_29w83sxmDNGwOuEthce5gg56FcC",
          "user": {
            "account": "clerk", "id": "user_29w83sxmDNGwOuEthce5gg56FcC", "email": "ada@example.com", "email_verified": true, "phone": "+15550100", "phone_verified": true,
            "first_name": "Ada", "last_name": "Lovelace", "banned": false, "last_sign_in_at": "2026-01-31T09:00:00Z", "deleted_at": null
          },
          "memberships": [
            { "account": "clerk", "id": "orgmem_29w9IptNja3mP8GDXpquBwN2qR9", "organization_id": "org_29w9IfBrPmcpi0IeBVaKtA7R94W", "organization_name": "Acme", "role": "org:admin" }
          ],
          "customers": [
            {
              "account": "stripe", "id": "cus_9s6XKzkNRiz8i3", "email": "ada@example.com", "name": "Ada Lovelace",
              "subscriptions": [{ "id": "sub_1MowQVLkdIwHu7ixeRlqHVzs", "status": "active", "price_id": "price_1MoBy5LkdIwHu7ixZhnattbh", "current_period_end": "2026-02-28T09:00:00Z" }],
              "open_invoices": [{ "id": "in_1MtHbELkdIwHu7ixl4OzzPMv", "status": "open", "currency": "eur", "amount_remaining": 1900, "due_date": null }]
            }
          ],
          "messages": [
            { "account": "sendgrid", "id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0", "channel": "email", "direction": "outbound", "recipient": "ada@example.com", "subject": null, "status": "delivered", "as_of": "2026-01-31T09:00:02Z" }
          ],
          "suppressions": [
            { "account": "twilio", "channel": "sms", "address": "+15550100", "reason": "stop", "scope": "+15550199", "since": "2026-01-30T09:00:00Z" }
          ],
          "social_accounts": [
            { "account": "ayrshare", "platform": "instagram", "display_name": "ada", "status": "linked" }
          ]
        }
        """;

    internal static void MapPeople(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/people/{id}", GetAsync)
            .Describe("getPerson", "Objects", "A person", "One person over all providers: user, organizations, customers with subscriptions and open invoices, latest messages, suppressions, social accounts. Customers belong to the user that they name (Signalbox:People:CustomerUserId), or, if they name none, to the one whose verified e-mail address they have. If several identities that are not known to be one person fit, the answer is 409 and names them.")
            .WithQuery(QueryParameter.Account)
            .Answers<Person>(Example)
            .Refuses(400, 404, 409);

    private static async Task<IResult> GetAsync(
        [Description("A user's id, a customer's id, or an e-mail address.")] string id,
        HttpContext context,
        IPeopleQueries queries,
        IAccounts accounts,
        CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var account = query.Text(QueryParameter.Account);
        if (query.Fault is { } fault)
        {
            return fault;
        }

        var answer = await queries.FindAsync(id, account is null ? [.. accounts.All.Select(static a => a.Name)] : [account], cancellationToken);
        return answer is PersonAnswer.Found found ? TypedResults.Ok(found.Person) : PersonProblems.Of(id, account, answer);
    }
}
