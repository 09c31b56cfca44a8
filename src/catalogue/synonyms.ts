import { stemmer } from "stemmer";
import { wordsOf } from "./search_terms.ts";

/**
 * Words of one meaning in the names and descriptions of APIs, a line each. Several words of one line
 * that belong together are joined by `-`. A word may be in several lines.
 *
 * Made from what interfaces of a field call the same thing, so it names no server's own tools.
 */
const GROUPS = `
create creation add new make insert open register
create start begin initiate set-up setup provision launch
create compose draft write author
generate create build produce make draw render plot
delete deletion remove removal erase drop destroy clear discard purge trash get-rid uninstall
get read show view fetch retrieve describe inspect display see load tell
get details info information metadata
list show enumerate all browse which what
search find query look-up lookup locate discover seek filter
search about topic concern matching contain
update edit change modify alter set adjust revise patch correct amend fix
update rename title retitle new-name
replace substitute swap overwrite
move relocate transfer rename shift
copy duplicate clone replicate fork
upload attach import put add
download export save fetch dump
send post deliver submit publish notify
run execute invoke launch trigger perform call evaluate
stop cancel abort terminate kill end halt interrupt quit
start launch boot run open resume activate begin
restart reboot reload reset
pause suspend hold
close finish complete resolve done end shut
complete finish done completed finished tick-off mark-done check-off
approve approval accept sign-off confirm agree lgtm
reject decline deny refuse dismiss
enable activate turn-on switch-on on
disable deactivate turn-off switch-off off
enable disable toggle switch turn-on turn-off
revert undo rollback roll-back restore reset take-back
restore recover undelete unarchive
merge combine join integrate unite
split divide separate
compare diff difference changed versus
validate check verify lint test
convert transform translate turn-into parse
convert exchange between
translate language
extract scrape pull parse get-out
summarize summary overview digest condense abstract
count number how-many total amount statistics
calculate compute evaluate math
sum add plus total
share invite grant permission access
assign allocate delegate give owner responsible assignee
assign member add-member
unassign remove
subscribe follow watch
monitor watch track observe
unsubscribe unfollow
archive shelve hide
schedule plan book timer
wait delay sleep pause
analyze analyse examine investigate inspect diagnose
explain describe
optimize speed-up improve tune faster index performance
install deploy add
deploy release publish ship roll-out rollout
connect link attach associate relate
disconnect unlink detach
authenticate login log-in sign-in authorize
logout log-out sign-out
sort order
rank priority
tag label categorize categorise mark
comment reply answer respond remark note feedback
reply thread answer respond conversation
reaction emoji react thumbs-up
message chat post dm direct-message text note
message email mail
email mail message letter inbox outlook gmail
inbox notification
notification alert inbox unread
mark-read read acknowledge clear
channel room conversation chat group
history messages conversation past recent previous
recent latest last newest lately history
user person people member colleague account teammate somebody someone profile
user contact employee coworker
team group organization members
organization company org organisation workspace business tenant
workspace team space
me myself current-user my who-am-i whoami own
role permission right access
permission access right grant acl policy
password secret credential key
secret vault key-vault keyvault
token key credential
ticket issue bug card task defect problem story work-item
issue bug ticket defect report problem
bug-tracker issue-tracker issue
task todo to-do item action reminder job
task ticket card
subtask sub-task child checklist parent step
due deadline due-date date
today due date
overdue late
status state progress phase health
state transition workflow status
priority urgent important severity
milestone deadline version release
sprint iteration cycle
backlog board
board kanban
card ticket
column list lane
epic initiative project
project initiative roadmap
pull-request pr merge-request mr
merge-request pull-request mr
commit change revision changeset
history log commits
branch ref
switch checkout change
checkout branch switch
repository repo project codebase
code source function snippet
file document path
file document page
content text body
folder directory dir path
tree folder structure hierarchy directory
entries contents list
line row
ci build pipeline workflow actions job check
ci check status
build job run
log output console trace
log error message
error exception failure crash bug
error problem fault
failed failure broken red
vulnerability security cve advisory alert
review feedback approve
release version tag
package library dependency module
docs documentation manual reference guide
docs library documentation
test suite case
test run collection
collection folder set
request call endpoint http
url link address website web-page uri
page website site web-page webpage url
web internet online
website site domain page
crawl spider site follow-links
scrape extract fetch content
html markdown text content
fetch url web
search web internet google
news article press headlines
article post page document paper
article blog
wiki confluence page knowledge-base space
wiki page article document notion
paper article study scientific publication research literature preprint scholarly
research investigate study
video clip movie film youtube
image picture photo graphic screenshot illustration
image photo
screenshot capture picture snapshot image screen
audio sound voice speech
voice call phone
chart graph plot diagram visualization
graph network knowledge-graph
diagram flowchart chart draw
knowledge-graph entity relation observation memory
memory remember fact observation entity note recall store
memory knowledge
remember store save keep memorize
forget delete memory
entity node person thing
relation relationship link edge connection
observation fact
table sheet spreadsheet grid
spreadsheet excel workbook worksheet xlsx sheet
cell range
row record entry line item
record row entry
column field property attribute
field column attribute property
schema structure columns fields layout describe
database db store datastore sql
sql query select statement
sql insert update delete write
write insert update
document record object
index speed-up
cache store redis
key value
value content
bucket storage blob s3
storage disk volume
server machine host instance vm
vm virtual-machine instance server machine compute
container docker pod
pod container
cluster kubernetes k8s
kubernetes cluster pod k8s kubectl
deployment rollout release
rollout undo rollback deployment
exec execute shell command run inside
shell terminal command console bash
command run terminal shell
process program pid task
service app application
app application package
install app
mobile phone device android ios
device emulator simulator
tap press touch click
click press push tap hit select
button element
dropdown select option combobox pick
pick choose select
select option choose
type fill enter input write
type text keyboard input
key press keyboard
form fill input field
hover mouse pointer
drag drop
scroll swipe
navigate go open visit browse url
navigate back previous history last
navigate forward next
back previous return
tab window page
window resize viewport
resize size dimension
element node dom
wait-for wait until appear
dialog popup alert confirm prompt
console log javascript-error error
network request traffic http
emulate simulate throttle slow
throttle emulate slow cpu network
performance speed trace profile
javascript script evaluate js
map place location geo
place business restaurant poi location near
nearby near around close
address location geocode place street
coordinate latitude longitude lat-lng location geocode
geocode address coordinates
reverse-geocode coordinates address
directions route way path travel
distance far travel
elevation height altitude
weather forecast temperature
time clock date hour
timezone time-zone zone region
time current now
date day calendar
calendar event meeting appointment schedule
meeting event appointment
free-busy availability free slot
invoice bill charge
customer client contact buyer
contact customer client person supplier
payment pay transaction
price cost quote rate
balance account
income-statement profit-and-loss revenue earnings
profit-and-loss income statement report
balance-sheet assets liabilities report
report summary statistics
refund credit
credit-note refund
tax vat
expense cost spending
payroll salary wage employee
employee staff worker
leave vacation holiday absence
product item article goods sale
inventory stock quantity
order purchase sale
store shop commerce
cart basket
discount coupon
shipping delivery fulfillment
subscription plan
stock share equity ticker security
buy purchase order
sell order
position holding
portfolio holdings account
quote price
option contract
crypto cryptocurrency bitcoin coin
feature-flag toggle flag switch
flag feature toggle switch
percentage rollout share
experiment ab-test variation
segment audience users group
environment stage production
variable env setting
setting configuration config option preference
metric measurement statistic
metric chart monitor
alarm alert monitor
dashboard board overview
incident outage
trace span
host server
design figma mockup
component element part
style css appearance
color colour
font typeface
frame node
slide presentation powerpoint
paragraph text
heading header title
footnote endnote note
document word docx
pdf document
template pattern boilerplate
format style
bold style format
mail-merge template
attachment file
workflow automation flow
automation workflow zap
execution run history
webhook callback hook
trigger start
vector embedding semantic
semantic similar meaning
similar alike related like
rerank rank sort order
namespace space
session browser
browser session chrome
cookie session
proxy ip
domain dns host
certificate ssl tls
iam role user policy
group team role
queue topic
subscription topic
agent assistant bot
model llm ai
prompt instruction
reason think step
think reasoning thought
ask question query
question ask answer
answer question ask
explain why
quality code-quality smell
coverage test
rule lint
hotspot security
smell issue quality
duplicate copy
measure metric
project list
size large big
first head top beginning
last tail end
several multiple many bulk batch
multiple bulk batch several
bulk batch many mass
random sample
allowed accessible permitted
upcoming next future
attendee guest participant
broadcast everyone all
followers friends
quota limit usage
usage consumption
cost billing spend
region location zone
snapshot backup
backup export dump
migrate move migration
plan explain
explain plan query
aggregate group count sum
aggregation pipeline
collection table
nested child
child sub nested
parent above
star favorite bookmark like
pin stick
lock protect
unlock open
blame author who
author writer creator
owner author creator
creator author
visibility private public
private hidden
sandbox environment
simulate play mock
mock fake
record capture
play start
stage add index
unstage reset
commit save record
undo discard reset revert restore
stash shelve
modified changed status
push upload publish
pull update fetch download
expire ttl lifetime timeout time-to-live expiration
increment increase
decrement decrease
hash map dictionary
infrastructure terraform resource
provider plugin
formula calculation function
highlight color emphasize mark
picture image photo
encrypt protect password-protect
guild server community
ban kick block
pie donut share proportion
bar column
trend line-chart over-time
histogram distribution frequency
scatter correlation
radar spider
hierarchy tree treemap org-chart
mind-map mindmap brainstorm
funnel conversion
overlap venn
cancel call-off
watchlist follow
liquidate close sell
bars candles ohlc price historical
dividend corporate-action payout
market exchange
trading-hours clock open calendar
buying-power balance cash account
travel-time duration distance
sign signature
logs events entries
uptime availability health
slow latency duration
cpu memory usage resource
access-key credential api-key
flaky unstable intermittent
slowest longest duration
citation reference bibliography
orientation rotate landscape portrait
long-press hold
double-click double-tap
full-page whole entire
average mean
newest latest recent
oldest earliest first
sitemap map url
company business firm organization
openapi swagger spec definition api
draft unsent unfinished
forward pass-on
teams chat
drive onedrive file
sharepoint site
block paragraph content
estimate quote offer
timesheet hours worklog time-spent
worklog log-time time-spent hours
unpaid outstanding overdue owed due receivable
example snippet sample
scale replicas resize
drain evict
port-forward tunnel expose
manifest yaml apply
upsert insert update
mapping schema field
retry rerun again repeat
artifact output file
transition move status
watcher follower
link relate connect
version release
connect connection
ip-address ip
mapping map
keyboard key type press
hotkey shortcut key
picture-of screenshot image
source-code code file
programming-language language code
word-count count words
search-and-replace replace find
phone-number phone contact
birthday date
reminder alert remind
remind reminder notify
recurring repeat regular
habit streak
backlink link reference
embed insert
cover image
icon emoji image
favourite favorite star
rating review star
nearby-places near place search
opening-hours hours place details
traffic route
cheapest price sort
spreadsheet-tab sheet worksheet
tab sheet
graph chart
rows records data
import load upload
load import read
print output
stdout output
stdin input
signal kill
environment-variable env variable
dependency package import
vulnerable vulnerability security
pod-logs log pod
failing failed failure broken error
working running active up
running active current
unused idle
broken failed error down
down unavailable outage
down-time outage incident
on-call schedule incident
page-views traffic views
visitor traffic user
audience segment user
tenant organization account
login-history sign-in audit
audit-log audit event activity
audit log history activity
activity history event audit
who-changed blame history author
`;

/** Stems that belong together in the table, at most. */
export const LONGEST_PHRASE = 3;

/** Ways to say the same, each one or more stems. */
type Ways = readonly (readonly string[])[];

const WAYS = readGroups();

/**
 * Other ways to say a word, or words that stand together.
 *
 * @param stems joined by single spaces
 */
export function synonymsOf(stems: string): Ways {
  return WAYS.get(stems) ?? [];
}

function readGroups(): ReadonlyMap<string, Ways> {
  const ways = new Map<string, Map<string, readonly string[]>>();
  for (const line of GROUPS.trim().split("\n")) {
    const group = line.split(" ").map((words) => wordsOf(words).map(stemmer));
    for (const stems of group) {
      const others = ways.get(stems.join(" ")) ?? new Map<string, readonly string[]>();
      for (const other of group) others.set(other.join(" "), other);
      others.delete(stems.join(" "));
      ways.set(stems.join(" "), others);
    }
  }
  return new Map([...ways].map(([key, others]) => [key, [...others.values()]]));
}
